"""An export as FHIR R4, checked by the fhir.resources package where it is installed.

Nothing here reads the record: it is handed an export.
"""
