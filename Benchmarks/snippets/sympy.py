import sympy

x = sympy.Symbol("x")
roots = sympy.solve(sympy.expand((x - {{n}}) * (x + 3) * (x**2 + 1)), x)
print(sympy.Integer({{n}}) in roots and sympy.Integer(-3) in roots, len(roots) + {{n}})
