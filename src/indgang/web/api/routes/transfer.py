"""Import and export as tables."""

from typing import Any, Literal

from django.http import HttpResponse
from ninja import File, P, QueryEx, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from indgang.base.transfer import Source, run_export, run_import
from indgang.web.api.access import ApiRequest, permission
from indgang.web.api.idempotency import once

router = Router(tags=["import and export"])
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TABLES: dict[str, Any] = {
    "responses": {200: {"content": {name.partition(";")[0]: {} for name in TYPES.values()}}}
}


class FaultOut(Schema):
    """Something wrong in a file."""

    file: str
    line: int | None
    column: str
    value: str
    reason: str
    code: str


class ReportOut(Schema):
    """What an import did, or would do."""

    kind: str
    file: str
    written: bool
    created: int
    changed: int
    unchanged: int
    removed: int
    faults: list[FaultOut]
    warnings: list[FaultOut] = Field(description="What was noticed and did not stop the import.")


@router.post("/imports/{kind}", response={201: ReportOut, 200: ReportOut, 422: ReportOut})
@permission("organisation.import")
@once
def import_file(
    request: ApiRequest, kind: str, file: File[UploadedFile], check: bool = False
) -> tuple[int, ReportOut]:
    """Import a CSV, XLSX or JSON file of at most 10 MB.

    With any fault nothing is written (422); `check` never writes (200).
    """
    report = run_import(kind, Source.uploaded(file), actor=request.auth, check=check)
    status = 422 if report.faults else 200 if check else 201
    return status, ReportOut(**report.as_dict())


@router.get("/exports/{kind}", response={200: None}, openapi_extra=TABLES)
@permission("queue.view")
def export(
    request: ApiRequest,
    kind: str,
    file_format: QueryEx[Literal["csv", "xlsx", "json"], P(alias="format")] = "csv",
) -> HttpResponse:
    """Export everything of a kind that the caller may see, in the columns that the import takes."""
    content = run_export(kind, file_format, actor=request.auth)
    return HttpResponse(
        content,
        content_type=TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{kind}.{file_format}"'},
    )
