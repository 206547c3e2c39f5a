import json

import numpy as np
import pytest

from unit_tf.measures.means import figure, mean


def test_means_and_standard_errors_by_hand():
    found = mean(np.array([1.0, 2.0, 6.0]))
    assert found["mean"] == pytest.approx(3.0)
    # Squared distances 4 + 1 + 9 over 2, of 3 pictures.
    assert found["standard_error"] == pytest.approx(np.sqrt(7.0 / 3))


def test_what_json_cannot_hold_is_none():
    assert mean(np.array([1.0])) == {"mean": 1.0, "standard_error": None}
    assert mean(np.array([1.0, np.inf], np.float32)) == {"mean": None, "standard_error": None}
    assert figure(np.float32(0.5), np.nan) == {"mean": 0.5, "standard_error": None}
    json.dumps(mean(np.array([1.0, 2.0], np.float32)), allow_nan=False)
