"""Functions wake with what Lambda has: its own libraries, and those of the layer."""

import gc
import re
import subprocess
import sys
from pathlib import Path

import pytest

from unspin import waking

ROOT = Path(__file__).parents[2]
FUNCTIONS = sorted(folder.parent.name for folder in ROOT.glob("functions/*/app.py"))
LAYER = re.findall(
    r"^([a-z0-9._-]+)==", (ROOT / "shared" / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE
)
# Of the runtime of Python; docs.aws.amazon.com/lambda/latest/dg/lambda-python.html names them.
RUNTIME = ["boto3", "botocore", "s3transfer", "jmespath", "python-dateutil", "six", "urllib3", "snapshot-restore-py"]

# A virtual environment holds more than the layer: what is not there must not be found.
WAKE = """
import sys
from importlib.metadata import packages_distributions

present = {name.lower().replace("_", "-") for name in sys.argv[2:]}
absent = {
    package
    for package, owners in packages_distributions().items()
    if present.isdisjoint(owner.lower().replace("_", "-") for owner in owners)
} - {"unspin", "functions"}


class Layer:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r} in the layer", name=name)


sys.meta_path.insert(0, Layer())
__import__(f"functions.{sys.argv[1]}.app")
"""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_wakes_with_what_the_layer_holds(name: str) -> None:
    environ = {
        "AWS_LAMBDA_FUNCTION_NAME": name,  # some libraries do more where they run on Lambda
        "LAMBDA_TASK_ROOT": "/var/task",
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONPATH": f"{ROOT / 'shared'}:{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-c", WAKE, name, *LAYER, *RUNTIME],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_garbage_is_looked_for_once_a_function_is_awake() -> None:
    waking.awake()

    assert gc.isenabled()
    gc.unfreeze()
