"""Signing in and changing one's password."""

from wtforms import EmailField, HiddenField, PasswordField, SubmitField
from wtforms.validators import EqualTo, InputRequired, Length

from lms.base.forms import AppForm


class SignInForm(AppForm):
    """E-mail and password; nothing here says which of them was wrong."""

    email = EmailField(
        "E-mail", [InputRequired("Write your e-mail address."), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "maxlength": 254},
    )  # fmt: skip
    password = PasswordField(
        "Password", [InputRequired("Write your password."), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )  # fmt: skip
    next = HiddenField()
    kept = HiddenField()  # what was typed when the sign-in before ran out, sealed
    submit = SubmitField("Sign in")


class ForgottenForm(AppForm):
    """Whose password was forgotten; the answer is the same for everyone."""

    email = EmailField(
        "E-mail", [InputRequired("Write your e-mail address."), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "maxlength": 254},
    )  # fmt: skip
    submit = SubmitField("Send me a link")


class NewPasswordForm(AppForm):
    """One's first password, or a new one for a forgotten one, typed twice."""

    password = PasswordField(
        "Your password", [InputRequired("Write a password."), Length(max=1000)],
        description="12 to 128 characters. Three or four unrelated words work well.",
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip
    again = PasswordField(
        "Your password again", [EqualTo("password", "The two are not the same.")],
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip
    submit = SubmitField("Set my password")


class PasswordForm(AppForm):
    """A new password, typed twice, beside the present one."""

    current = PasswordField(
        "Present password", [InputRequired("Write your present password."), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )  # fmt: skip
    password = PasswordField(
        "New password", [InputRequired("Write a new password."), Length(max=1000)],
        description="12 to 128 characters. Three or four unrelated words work well.",
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip
    again = PasswordField(
        "New password again", [EqualTo("password", "The two are not the same.")],
        render_kw={"autocomplete": "new-password"},
    )  # fmt: skip
    submit = SubmitField("Change password")
