check = hint = delta = print
