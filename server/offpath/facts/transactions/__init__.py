"""Transactions and locks: what one covers, who commits."""
