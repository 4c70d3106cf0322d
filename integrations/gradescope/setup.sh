#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image of an assignment from the zip; submissions then find it done.
set -euo pipefail
root=${PANAL_AUTOGRADER:-/autograder}
export DEBIAN_FRONTEND=noninteractive

apt-get update -qq
apt-get install -y -qq --no-install-recommends bubblewrap util-linux libseccomp2 python3 python3-venv
python=python3
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    # Ubuntu 22.04, which has 3.11 beside its own.
    apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv
    python=python3.11
fi

"$python" -m venv "$root/venv"
"$root/venv/bin/pip" install --quiet --constraint "$root/source/panal/constraints.txt" "$root/source/panal"
# What the assignment itself needs; without it nobody would be graded.
for needed in "$root"/source/course/release/*/requirements.txt; do
    if [ -e "$needed" ]; then "$root/venv/bin/pip" install --quiet --requirement "$needed"; fi
done

# The graders are in there. Students' code can't see them in any case, and has no business here.
chmod -R go= "$root/source"

# For the build's log only: what the container of a submission allows shows there, with "Test Autograder".
"$root/venv/bin/panal" doctor || echo "Kernels can't be sealed while the image is built; see docs/other-programs.md, Gradescope."
