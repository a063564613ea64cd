import Answers
import PolluxTesting
import Testing

@Test
func `the text is made from what the code printed`() async throws {
  let script = """
    - match: { prompt: sum of the first 50 primes }
      reply:
        - code: |
            primes = [n for n in range(2, 230) if all(n % d for d in range(2, n))]
            print(sum(primes))
          expect: ok
        - text: "The sum is {{trim(result.output)}}."
    """
  try await withPollux(fixtures: script) { pollux in
    let answer = try await Answers(address: pollux.url).answer(to: "What is the sum of the first 50 primes?")
    #expect(answer == "The sum is 5117.")
    try await pollux.verify(["prompt": "primes"], count: "1")
    #expect(try await pollux.verdict() == [])
  }
}

@Test
func `an overloaded model is an error`() async throws {
  try await withPollux(fixtures: "- { match: { prompt: hello }, error: UNAVAILABLE }") { pollux in
    await #expect(throws: (any Error).self) { try await Answers(address: pollux.url).answer(to: "hello") }
  }
}
