"""Cells that are no list."""


def edit(notebook):
    return b'{"cells": 3, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
