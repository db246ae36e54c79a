"""Inputs that mean harm, or that something broke on its way: none of them may stop a batch."""
