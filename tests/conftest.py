"""What Lambda sets before it imports a function: Powertools reads it when a module is imported."""

import os

os.environ |= {
    "POWERTOOLS_METRICS_NAMESPACE": "unspin",
    "POWERTOOLS_SERVICE_NAME": "unspin",
    "POWERTOOLS_TRACE_DISABLED": "true",  # no daemon collects traces here
}
