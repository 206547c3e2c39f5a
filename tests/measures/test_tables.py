import numpy as np

from unit_tf.measures.tables import adaptation_table, interval, translation_table


def figures(mean):
    return {"mean": mean, "standard_error": 0.1}


def test_intervals_hold_95_per_cent():
    assert interval({"mean": 2.0, "standard_error": 0.1}, 1, 2) == "2.00 +- 0.20"
    assert interval({"mean": 0.002, "standard_error": np.nan}, 1000, 1) == "2.0"


def test_translation_table():
    methods = {
        "UNIT": {"psnr": figures(15.0), "ssim": figures(0.5), "cycle": figures(3.0)},
        "colour transfer": {"psnr": figures(14.0), "ssim": figures(0.3)},
        "unchanged": {"psnr": figures(9.0), "ssim": figures(0.1)},
    }
    result = {"pictures": {"a": 4, "b": 4}, "paired": True, "ab": methods, "ba": methods}
    lines = translation_table(result).splitlines()
    assert lines[0] == "4 paired test pictures; means and 95 % intervals"
    assert lines[1].split() == ["a", "to", "b", "PSNR,", "dB", "SSIM", "cycle"]
    assert lines[2].split()[:4] == ["UNIT", "15.00", "+-", "0.20"] and "3.00 +- 0.20" in lines[2]
    assert "ahead of colour transfer by +1.00 dB and +0.200, unchanged by +6.00 dB" in lines[5]
    result |= {"paired": False, "pictures": {"a": 4, "b": 5}}
    assert "4 test pictures of a, 5 of b, not paired" in translation_table(result)


def test_adaptation_table():
    shares = {"unadapted": [0.75, 0.85]}
    text = adaptation_table({"models": ["x", "y"], "ab": shares, "ba": shares})
    assert text.splitlines()[1].split() == ["unadapted", "80.00", "+-", "7.07"]
    assert text.endswith("over 2 models")
