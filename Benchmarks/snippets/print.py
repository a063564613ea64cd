print({{n}})
