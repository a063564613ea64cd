"""Fixtures that are large: YAML, the templates in it, and its patterns with long prompts."""

import json

from fuzz_shapes import SPACE, asked, fixtures, post, replying, shape, times


@shape("yaml")
def many_fixtures(size):
    count = min(1900, size // 52)
    return fixtures("".join(f"- {{match: {{prompt: '=p{n}'}}, reply: [{{text: a}}]}}\n" for n in range(count)))


@shape("yaml")
def many_alternatives(size):
    matches = ", ".join(f"{{prompt: p{n}}}" for n in range(min(190, size // 16)))
    return fixtures(f"- match: {{ any: [{matches}] }}\n  reply: [ {{ text: '{times('x', size)}' }} ]\n")


@shape("yaml")
def aliases_that_multiply(size):
    depth = min(size // 60, 200)
    lists = ["&a0 [x,x,x,x,x,x,x,x,x,x]"] + [f"&a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, depth)]
    return replying("[{call: {name: f, args: {v: [" + ", ".join(lists) + "]}}}]")


@shape("yaml")
def aliases_of_one_list(size):
    values = ",".join(["x"] * (size // 4))
    return replying(f"[{{call: {{name: f, args: {{a: &a [{values}], b: [{','.join(['*a'] * (size // 6))}]}}}}}}]")


@shape("yaml")
def many_anchors(size):
    return replying("[{call: {name: f, args: {v: [" + ",".join(f"&a{n} x" for n in range(size // 9)) + "]}}}]")


@shape("yaml")
def merged_keys(size):
    return replying("[{call: {name: f, args: {a: &a {b: c}, v: [" + ",".join(["{<<: *a}"] * (size // 9)) + "]}}}]")


@shape("yaml")
def nested_lists(size):
    return replying("[" * (size // 2) + "]" * (size // 2))


@shape("yaml")
def nested_blocks(size):
    return fixtures("".join(" " * n + "-\n" for n in range(int((size * 2) ** 0.5))))


@shape("yaml")
def nested_dashes(size):
    return fixtures(times("- ", size) + "a\n")


@shape("yaml")
def nested_mappings(size):
    return fixtures(times("{a: ", size // 2) + "1" + "}" * (size // 8))


@shape("yaml")
def many_keys(size):
    return replying("[{call: {name: f, args: {" + ", ".join(f"k{n}: 1" for n in range(size // 9)) + "}}}]")


@shape("yaml")
def one_key_many_times(size):
    return replying("[{call: {name: f, args: {" + times("k: 1, ", size) + "}}}]")


@shape("yaml")
def unknown_keys(size):
    return fixtures("- {" + ", ".join(f"k{n}: 1" for n in range(size // 9)) + "}\n")


@shape("yaml")
def problems(size):
    return fixtures(times("- {reply: 1}\n", size))


@shape("yaml")
def long_scalar(size):
    return replying("[ { text: " + times("word ", size) + "} ]")


@shape("yaml")
def many_lines(size):
    return fixtures("- match: { prompt: a }\n  reply:\n    - text: |\n" + times("        a\n", size))


@shape("yaml")
def quoted_escapes(size):
    return replying('[ { text: "' + times("\\u00e9\\n", size) + '" } ]')


@shape("yaml")
def comments(size):
    return fixtures(times("# a\n", size))


@shape("yaml")
def documents(size):
    return fixtures(times("---\n", size))


@shape("yaml")
def complex_keys(size):
    return fixtures(times("? - ", size) + "a\n")


@shape("yaml")
def open_quote(size):
    return fixtures('- "' + times("a\n ", size))


@shape("yaml")
def as_json(size):
    one = {"match": {"prompt": "a"}, "reply": [{"text": times("\u00e9 \\ \" ", size)}]}
    return post(f"/_pollux/fixtures?namespace={SPACE}", {"fixtures": [one]})


@shape("templates")
def many_tags(size):
    return replying('[ { text: "' + times("{{request.prompt}} ", size) + '" } ]')


@shape("templates")
def tags_in_long_text(size):
    return replying('[ { text: "' + "{{request.prompt}}" * 900 + times("word ", size) + '" } ]')


@shape("templates")
def open_tags(size):
    return replying('[ { text: "' + times("{{ ", size) + '" } ]')


@shape("templates")
def braces_in_code(size):
    return replying('[ { code: "' + times("f'{{x' ", size) + '" } ]')


@shape("templates")
def unknown_names(size):
    return replying('[ { text: "' + times("{{nothing.at.all}}\\n", size) + '" } ]')


@shape("templates")
def comments_in_text(size):
    return replying('[ { text: "' + times("{{! a }}", size) + '" } ]')


@shape("templates")
def sections(size):
    return replying('[ { text: "' + times("{{#request.files}}{{name}}{{/request.files}}\\n", size) + '" } ]')


@shape("templates")
def words(size):
    return replying("[" + ", ".join(['{ text: "{{#lorem}}100000{{/lorem}}" }'] * min(150, size // 42)) + "]")




def matched(pattern, prompt, flags="", quick=True):
    given = fixtures(json.dumps([{"name": "p", "match": {"prompt": f"/{pattern}/{flags}"}, "reply": [{"text": "x"}]}]))
    return [given], [dict(asked([{"text": prompt}]), headers={"X-Pollux-Namespace": SPACE})]


@shape("patterns")
def nested_quantifier(size):
    return matched("(a+)+$", times("a", size) + "b")


@shape("patterns")
def two_stars(size):
    return matched("sum .* of .* numbers", times("sum of ", size), "i")


@shape("patterns")
def dot_star(size):
    return matched(".*x", times("a", size))


@shape("patterns")
def same_alternatives(size):
    return matched("^(a|a)*$", times("a", size) + "b")


@shape("patterns")
def optional_letters(size):
    return matched("(a?){30}a{30}$", times("a", size) + "b")


@shape("patterns")
def back_reference(size):
    return matched("(a+)\\1+b", times("a", size))


@shape("patterns")
def lines(size):
    return matched("^\\s*(\\w+\\s*)*;$", times("some words on a line\n", size), "m")


@shape("patterns")
def look_ahead(size):
    return matched("(?=(.*a){12}).*b$", times("a ", size), "s")


@shape("patterns")
def letters_of_any_case(size):
    return matched("(é|É)+ß$", times("éÉ", size), "i")


@shape("patterns")
def emoji(size):
    return matched("(🙂+)+$", times("🙂", size) + "!")


@shape("patterns")
def plain_text(size):
    given = fixtures(json.dumps([{"match": {"prompt": times("a", size // 2) + "b"}, "reply": [{"text": "x"}]}]))
    return [given], [dict(asked([{"text": times("a", size)}]), headers={"X-Pollux-Namespace": SPACE})]


@shape("patterns")
def missed_by_many(size):
    entries = [{"match": {"prompt": f"no such prompt {n}"}, "reply": [{"text": "x"}]} for n in range(1000)]
    body = {"contents": [{"parts": [{"text": times("such a prompt ", size)}]}]}
    return [fixtures(json.dumps(entries))], [post(f"/_pollux/explain?namespace={SPACE}", body)]


@shape("patterns")
def said_back(size):
    given = replying('[ { text: "{{request.prompt}} {{uppercased(request.prompt)}}" } ]')
    return [given], [dict(asked([{"text": times("a ", size)}]), headers={"X-Pollux-Namespace": SPACE})]
