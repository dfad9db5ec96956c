print(seen)
print(open("leak.txt").read())
