import keras
import numpy as np
import pytest
import tensorflow as tf
from small import random_images, tiny_model

import unit_tf
from unit_tf.models import imitation

ALL = {
    "gan": 1.0, "pixels": 1.0, "gradient": 1.0, "structure": 1.0, "features": 1.0, "pooled": 1.0,
    "latent": 1.0,
}  # fmt: skip


def student_of(teacher, direction="ab", average=0.0, form=None, **recipe):
    student = unit_tf.Student.from_teacher(
        teacher, direction, moving_average=average, **{"width": 8, "blocks": 1, **(form or {})}
    )
    student.compile(run_eagerly=True, **recipe)
    return student


def taught(**overrides):
    """A teacher that is not a student's equal: its pictures are far from grey."""
    teacher = tiny_model(**overrides)
    generator = np.random.default_rng(0)
    for weight in teacher.generator.weights:
        weight.assign(weight + generator.normal(0, 0.3, weight.shape))
    return teacher


def weights_of(model):
    return [weight.numpy() for weight in model.weights]


def equal(some, others):
    return all(np.array_equal(x, y) for x, y in zip(some, others, strict=True))


def test_a_step_moves_the_student_and_never_the_teacher():
    teacher = taught()
    student = student_of(teacher, average=0.9, **ALL)
    before = [weights_of(x) for x in (teacher, student.generator, student.discriminator)]
    student.fit(random_images(4), batch_size=2, verbose=0)
    after = [weights_of(x) for x in (teacher, student.generator, student.discriminator)]
    assert [equal(*pair) for pair in zip(before, after, strict=True)] == [True, False, False]
    assert student.step == 2
    ours = {variable.path for variable in student.trainable_variables}
    assert not ours & {variable.path for variable in teacher.variables}
    assert not equal(weights_of(student.average), weights_of(student.generator))


def test_others_are_laid_over_pictures_in_training_alone_and_the_teacher_answers_for_both():
    student, images = student_of(taught(), mix=0.5), random_images(3)
    seen, translate = [], student.teacher.translate
    student.teacher.translate = lambda x: translate(seen.append(np.asarray(x)) or x)
    for training in (True, True, False):
        student.loss_terms(tf.constant(images), training)
    shares = (seen[0] - images) / (np.roll(images, 1, axis=0) - images)
    for share in shares:
        np.testing.assert_allclose(share, np.full_like(share, np.median(share)), atol=1e-3)
        assert 0 <= np.median(share) <= 0.5
    assert len({round(float(np.median(share)), 4) for share in shares}) == 3
    np.testing.assert_array_equal(seen[0], seen[1])  # the step's own, also in a resumed run
    np.testing.assert_array_equal(seen[2], images)


def test_its_adversary_begins_as_its_teachers():
    teacher = taught()
    for direction, judge in (("ab", teacher.discriminator_b), ("ba", teacher.discriminator_a)):
        student = student_of(teacher, direction)
        assert equal(weights_of(student.discriminator), weights_of(judge))
        assert student.discriminator is not judge


def test_terms_equal_an_independent_computation():
    teacher = taught(adversarial="lsgan")
    student = student_of(teacher, **ALL)
    x = random_images(2)
    made, right = student.translate(x), teacher.translate(x, "ab")
    real, fake = (teacher.discriminator_b(images)[0].numpy() for images in (right, made))
    z, other = teacher.encode(x, "a").numpy(), teacher.encode(made, "b").numpy()
    expected = {
        "gan": np.mean((fake - 1) ** 2),
        "discriminator": np.mean((real - 1) ** 2) + np.mean(fake**2),
        "pixels": np.mean(np.abs(made - right)),
        "gradient": float(imitation.gradient(made, right)),
        "structure": 1 - np.mean(tf.image.ssim(made, right, 2.0)),
        "latent": np.mean(np.abs(other - z)) / np.mean(np.abs(z)),
    }
    terms = student.loss_terms(x)
    for name, value in expected.items():
        np.testing.assert_allclose(float(terms[name]), value, rtol=1e-4, err_msg=name)
    generator, discriminator = student.weigh(terms)
    shown = [name for name in terms if name not in ("discriminator", "real", "fake")]
    np.testing.assert_allclose(generator, sum(float(terms[name]) for name in shown), rtol=1e-5)
    np.testing.assert_allclose(discriminator, terms["discriminator"])


def test_it_learns_its_teachers_pictures():
    teacher = taught()
    student = student_of(teacher, schedule="constant", learning_rate=0.003)
    x = random_images(8)
    logs = student.fit(x, batch_size=8, epochs=25, verbose=0).history
    assert logs["pixels"][-1] < 0.7 * logs["pixels"][0]
    assert logs["gradient"][-1] < 0.9 * logs["gradient"][0]


def test_keras_file_restores_everything_but_the_teacher(tmp_path):
    teacher = taught()
    student, x = student_of(teacher, "ba", average=0.9, gan=0.1, steps=8), random_images(4)
    student.fit(x, batch_size=2, verbose=0)
    student.save(tmp_path / "x.keras")
    loaded = keras.saving.load_model(tmp_path / "x.keras")
    assert loaded.direction == "ba" and loaded.step == 2
    np.testing.assert_array_equal(loaded.translate(x), student.translate(x))
    with pytest.raises(ValueError, match="learn_from"):
        loaded.fit(x, verbose=0)
    loaded.learn_from(teacher)
    for model in (student, loaded):  # and goes on as if it had never been saved
        model.fit(x, batch_size=2, shuffle=False, verbose=0)
    for one, other in zip(student.variables, loaded.variables, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6, err_msg=one.path)


def test_one_way_alone():
    student, x = student_of(taught(channels_b=1), "ab"), random_images(2)
    assert student(x).shape == student.predict(x, verbose=0).shape == (2, 16, 16, 1)
    assert student.translate(random_images(1, 20, 20)[:, :17, :19]).shape == (
        1,
        17,
        19,
        1,
    )  # odd sizes
    for call, sentence in (
        (lambda: student.translate(x, "ba"), "This student translates ab, not ba"),
        (lambda: student.reconstruct(x, "a"), "only its teacher reconstructs"),
        (lambda: student.fit((x, x), verbose=0), "nothing beside them"),
        (lambda: student.fit(x[:, :14], verbose=0), "multiples of 4"),
        (lambda: student.fit(x * 255, verbose=0), "must be in"),
    ):
        with pytest.raises(ValueError, match=sentence):
            call()


def test_what_cannot_be_gets_a_sentence():
    teacher = taught()
    other = tiny_model("cyclegan", size=(24, 24), encoder_blocks=1)
    for call, sentence in (
        (lambda: student_of(teacher, accumulate=2), "leave out accumulate and remat"),
        (lambda: student_of(teacher, kl=1.0), "Distillation has no field kl"),
        (lambda: student_of(other, latent=1.0), "no latent space"),
        (lambda: student_of(student_of(teacher)), "learns from a model of two domains"),
        (lambda: student_of(teacher, form={"filters": 3}), "has no field filters"),
        (lambda: unit_tf.Student.from_teacher(teacher, size="vast"), "size must be one of tiny"),
        (lambda: student_of(teacher).learn_from(taught(channels_a=1)), "other channels"),
        (lambda: student_of(teacher, mix=1.5), "mix is a share, from 0 to 1, not 1.5"),
    ):
        with pytest.raises(ValueError, match=sentence):
            call()
