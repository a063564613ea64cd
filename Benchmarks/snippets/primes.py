primes, candidate = [], 2
while len(primes) < 50:
    if all(candidate % prime for prime in primes if prime * prime <= candidate):
        primes.append(candidate)
    candidate += 1
print(sum(primes) + {{n}})
