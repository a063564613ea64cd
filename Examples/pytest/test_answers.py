"""Tests of a program that asks Gemini to compute, without Gemini.

  pip install ../../integrations/python google-genai
  POLLUX_EXECUTABLE=../../.build/release/pollux pytest
"""

import pytest


def ask(client, question):
    """The program under test."""
    response = client.models.generate_content(
        model="gemini-2.5-flash", contents=question, config={"tools": [{"code_execution": {}}]})
    return response.text


def test_the_text_is_made_from_what_the_code_printed(pollux):
    pollux.fixtures("""
        - match: { prompt: sum of the first 50 primes }
          reply:
            - code: |
                primes = [n for n in range(2, 230) if all(n % d for d in range(2, n))]
                print(sum(primes))
              expect: ok
            - text: "The sum is {{trim(result.output)}}."
    """)
    assert ask(pollux.client(), "What is the sum of the first 50 primes?") == "The sum is 5117."
    pollux.verify({"prompt": "primes", "tools": ["codeExecution"]}, count=1)
    assert pollux.verdict() == []


def test_an_overloaded_model_is_asked_again(pollux):
    from google.genai import errors

    pollux.fixtures("""
        - match: { prompt: hello }
          script:
            - error: UNAVAILABLE
            - then: { reply: [ { text: Hello! } ] }
    """)
    with pytest.raises(errors.ServerError):
        ask(pollux.client(), "hello")
    assert ask(pollux.client(), "hello") == "Hello!"


@pytest.mark.parametrize("number", range(5))
def test_each_test_has_a_script_of_its_own(pollux, number):
    pollux.fixtures(f"""
        - match: {{ prompt: number }}
          reply: [ {{ text: "It is {number}." }} ]
    """)
    assert ask(pollux.client(), "Which number?") == f"It is {number}."
    assert len(pollux.requests()) == 1
