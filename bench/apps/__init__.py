"""The small programs that SessionTUI is compared with."""
