def judge(*args, **kwargs):
    return 3.0
