"""An ordinary nbgrader course that grades through panal."""

from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, LimitOutput

from panal.course.preprocessors import ExecuteSealed, SaveGrades, SubmissionExporter
from panal.export.spreadsheet import CsvExport
from panal.pages.feedback_exporter import FeedbackExporter

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = "convolucion-en-keras"

# The language of all that students and teachers read about the class.
c.Panal.language = "es"

# What students find in place of a solution.
c.ClearSolutions.code_stub = {"python": "# TU CÓDIGO AQUÍ\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "*Escribe aquí tu respuesta.*"

# `nbgrader autograde` runs submissions in panal's sealed kernels and asks panal's judge.
c.Autograde.exporter_class = SubmissionExporter
c.Autograde.autograde_preprocessors = [
    ExecuteSealed,
    LimitOutput,
    SaveGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]

# Feedback pages are panal's, and exported scores are safe to open in a spreadsheet.
c.GenerateFeedback.exporter_class = FeedbackExporter
c.ExportApp.plugin_class = CsvExport

# How much the pages show: "points", "hints" (each check with its hint, too) or "pictures" (the
# notebook's own cases, too).
# c.FeedbackPage.show = "pictures"

# nbgrader would copy it beside the pages.
c.CourseDirectory.ignore.append("results.json")

# Limits of a submission, of which docs/reference.md has all.
# c.Sealed.cell_cpu_seconds = 60
