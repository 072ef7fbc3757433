"""A case as JSON, for folder and webhook alike."""

from typing import Any

from indgang.followup.ports import CaseParcel

VERSION = 1


def document_of(parcel: CaseParcel) -> dict[str, Any]:
    """What the case system reads. Papers are named; their bytes go beside it or, in base64, within it."""
    return {
        "version": VERSION,
        "key": parcel.key,
        "code": parcel.code,
        "kle": parcel.kle,
        "task": {"code": parcel.task, "title": parcel.title},
        "site": parcel.site,
        "unit": parcel.unit,
        "received_at": parcel.received_at.isoformat(),
        "person": dict(parcel.person),
        "answers": list(parcel.answers),
        "note": parcel.note,
        "decision": {
            "outcome": parcel.outcome,
            "decided_by": parcel.decided_by,
            "decided_on": parcel.decided_on.isoformat(),
            "delegation": parcel.delegation,
            "legal_basis": parcel.legal_basis,
            "reasons": parcel.reasons,
            "appeal": parcel.appeal,
        },
        "papers": [
            {"name": paper.name, "media_type": paper.media_type, "size": len(paper.content)}
            for paper in parcel.documents
        ],
    }
