"""The screens: caseload and session, on one frame."""
