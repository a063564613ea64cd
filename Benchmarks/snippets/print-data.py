print({{n}})  # numpy
