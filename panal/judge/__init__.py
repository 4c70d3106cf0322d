"""The trusted side: pytest graders that ask a student's functions and judge plain answers."""
