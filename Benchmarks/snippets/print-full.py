print({{n}})  # sympy
