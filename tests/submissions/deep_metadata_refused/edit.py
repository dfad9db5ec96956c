"""Metadata nested a hundred thousand deep."""


def edit(notebook):
    return (
        b'{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": '
        + b'{"a": ' * 100_000
        + b"1"
        + b"}" * 100_000
        + b"}"
    )
