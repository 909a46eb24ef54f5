"""A bank as JSON, for whoever wants to see or count what the app understood.

Weights are exact, as in `1/3`, and so are numbers: JSON's own would round them.
"""

from typing import Any

from lms.quizzes.question import Answer, Bank, Number, Pair, Question, Words


def bank_json(bank: Bank) -> dict[str, Any]:
    """Return the bank as plain dicts, lists and strings."""
    return {
        "questions": [question_json(question) for question in bank.questions],
        "comments": list(bank.comments),
    }


def question_json(question: Question) -> dict[str, Any]:
    """Return a question as plain dicts, lists and strings, under the names of its fields."""
    return {
        "kind": str(question.kind),
        "title": question.title,
        "id": question.id,
        "category": question.category,
        "tags": list(question.tags),
        "words": _words(question.words),
        "after": question.after,
        "several": question.several,
        "answers": [_answer(answer) for answer in question.answers],
        "numbers": [_number(number) for number in question.numbers],
        "pairs": [_pair(pair) for pair in question.pairs],
        "feedback": _words(question.feedback),
        "comments": list(question.comments),
        "line": question.line,
    }


def _words(words: Words) -> dict[str, str]:
    return {"text": words.text, "markup": str(words.markup)}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "words": _words(answer.words),
        "weight": str(answer.weight),
        "feedback": _words(answer.feedback),
    }


def _number(number: Number) -> dict[str, Any]:
    return {
        "value": None if number.value is None else f"{number.value:f}",
        "tolerance": f"{number.tolerance:f}",
        "weight": str(number.weight),
        "feedback": _words(number.feedback),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {"words": _words(pair.words), "match": pair.match}
