import pytest
import tensorflow as tf

from unit_tf.reason import reason


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("too small.\nSee the manual."), "too small"),
        (OSError(28, "No space left"), "[Errno 28] No space left"),
        (KeyError(), "KeyError"),
        (ValueError("{{function_node __wrapped__Write_device_/x}} no room."), "no room"),
        (ValueError("  \n"), "ValueError"),
        (ValueError("long " * 100), ("long " * 100)[:200]),
    ],
)
def test_reason(error, told):
    assert reason(error) == told


def test_reason_of_what_was_traced():
    @tf.function
    def refuse(x):
        raise NotImplementedError("No such thing.")

    with pytest.raises(NotImplementedError) as raised:
        refuse(1)
    assert str(raised.value).startswith("in user code:")
    assert reason(raised.value) == "NotImplementedError: No such thing"
