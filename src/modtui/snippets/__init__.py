"""Canned answers, referrals and notices: load, check, search, suggest, import."""
