"""What may be planned, written and counted: values in, verdicts and figures out."""
