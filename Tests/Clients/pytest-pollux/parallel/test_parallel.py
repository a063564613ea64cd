"""Two hundred tests that ask the same question and must each get an answer of their own."""

import pytest
from google.genai import errors


@pytest.mark.parametrize("number", range(200))
def test_no_test_sees_anothers_script_counters_or_journal(pollux, number):
    pollux.fixtures(f"""
        - match: {{ prompt: which number }}
          script:
            - error: {{ status: UNAVAILABLE, message: "not yet, {number}" }}
            - then:
                reply:
                  - code: print({number} * 1000003)
                    canned: "{number * 1000003}\\n"
                  - text: "{number}: {{{{trim(result.output)}}}}"
    """)
    client = pollux.client()
    config = {"tools": [{"code_execution": {}}]}
    with pytest.raises(errors.ServerError, match=f"not yet, {number}"):
        client.models.generate_content(model="gemini-2.5-flash", contents="which number?", config=config)
    answer = client.models.generate_content(model="gemini-2.5-flash", contents="which number?", config=config)
    assert answer.text == f"{number}: {number * 1000003}"
    assert [entry["status"] for entry in pollux.requests()] == [503, 200]
    pollux.verify({"prompt": "which number"}, count=2)
