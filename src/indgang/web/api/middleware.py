"""Whatever goes wrong under the API's addresses is a problem, also when it never reached an operation."""

from django.http import HttpRequest, HttpResponse

from indgang.ui.middleware import Both
from indgang.web.api import problems

PREFIX = "/api/v1/"
KEPT_HEADERS = ("Allow",)


class ApiProblems(Both):
    """Turn the framework's own error pages into problems."""

    def after(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_page = "json" not in response.headers.get("Content-Type", "")
        if response.status_code < 400 or not is_page or not request.path.startswith(PREFIX):
            return response
        problem = problems.of_status(response.status_code)
        for name in KEPT_HEADERS:
            if name in response.headers:
                problem[name] = response.headers[name]
        return problem
