import keras
import numpy as np
import pytest
import tensorflow as tf
from small import random_images, tiny_model, weights_of

import unit_tf
from unit_tf.models import losses
from unit_tf.models.unit import UNIT


def pictures(count=1, size=16):
    return random_images(count, size, size, seed=1), random_images(count, size, size, seed=2)


def pairs(count=1, size=16):
    return tf.data.Dataset.from_tensors(pictures(count, size)).repeat()


def train(model, steps=1, **kwargs):
    return model.fit(pairs(), steps_per_epoch=steps, verbose=0, **kwargs).history


def shake(model, scale=0.2):
    """Moves every weight, so that no loss is near zero by the small initialisation."""
    generator = np.random.default_rng(0)
    for weight in model.trainable_variables:
        weight.assign_add(scale * generator.normal(size=weight.shape))


# What must hold exactly


def test_terms_of_the_article_equal_an_independent_computation():
    model = tiny_model("article")
    shake(model)
    x_a, x_b = pictures(2)
    t = model.generator.translations(x_a, x_b, model.noise_seeds(2))
    mu_a, mu_b = np.split(t.latents.mean().numpy(), 2)
    mu_ba, mu_ab = np.split(t.cycle_latents.mean().numpy(), 2)
    d = {
        "ba": model.discriminator_a(t.images_ba)[0].numpy(),
        "ab": model.discriminator_b(t.images_ab)[0].numpy(),
        "a": model.discriminator_a(x_a)[0].numpy(),
        "b": model.discriminator_b(x_b)[0].numpy(),
    }
    aa, bb = t.images_aa.numpy(), t.images_bb.numpy()
    aba, bab = t.images_aba.numpy(), t.images_bab.numpy()
    expected = {
        "gan_a": np.mean((d["ba"] - 1) ** 2),
        "gan_b": np.mean((d["ab"] - 1) ** 2),
        "kl_a": np.mean(mu_a**2),
        "kl_b": np.mean(mu_b**2),
        "recon_a": np.mean(np.abs(aa - x_a)),
        "recon_b": np.mean(np.abs(bb - x_b)),
        "cycle_kl_a": np.mean(mu_ab**2),
        "cycle_kl_b": np.mean(mu_ba**2),
        "cycle_a": np.mean(np.abs(aba - x_a)),
        "cycle_b": np.mean(np.abs(bab - x_b)),
        "discriminator_a": np.mean((d["a"] - 1) ** 2) + np.mean(d["ba"] ** 2),
        "discriminator_b": np.mean((d["b"] - 1) ** 2) + np.mean(d["ab"] ** 2),
        "real_a": np.mean(d["a"]),
        "fake_b": np.mean(d["ab"]),
    }
    terms = model.loss_terms(x_a, x_b)  # of scores of both signs a mean bears larger ones' rounding
    for name, value in expected.items():
        np.testing.assert_allclose(float(terms[name]), value, rtol=1e-5, atol=1e-7, err_msg=name)
        assert abs(value) > 1e-4, name
    generator, discriminator = model.weigh(terms)
    e = expected
    np.testing.assert_allclose(
        float(generator),
        10 * (e["gan_a"] + e["gan_b"])
        + 0.1 * (e["kl_a"] + e["kl_b"])
        + 100 * (e["recon_a"] + e["recon_b"])
        + 0.1 * (e["cycle_kl_a"] + e["cycle_kl_b"])
        + 100 * (e["cycle_a"] + e["cycle_b"]),
        rtol=1e-5,
    )
    np.testing.assert_allclose(
        float(discriminator), e["discriminator_a"] + e["discriminator_b"], rtol=1e-5
    )


def test_translations_are_what_their_names_say():
    model = tiny_model("paper", size=(32, 32))
    shake(model)
    x_a, x_b = pictures(2, 32)
    t = model.generator.translations(x_a, x_b, model.noise_seeds(2))
    g, noise = model.generator, model.noise_seeds(2)
    posterior = g.posterior(tf.concat([g.encoder_a(x_a), g.encoder_b(x_b)], 0))
    z_a, z_b = tf.split(posterior.sample(seed=noise[0]), 2)
    assert not np.allclose(z_a, posterior.mean()[:2])  # noise is on
    expected = {
        "images_aa": g.decode(z_a, "a"),
        "images_ab": g.decode(z_a, "b"),
        "images_ba": g.decode(z_b, "a"),
        "images_bb": g.decode(z_b, "b"),
    }
    cycle = t.cycle_latents.sample(seed=noise[1])
    np.testing.assert_allclose(t.cycle_latents.mean()[:2], g.encode(t.images_ba, "a"), atol=1e-5)
    np.testing.assert_allclose(t.cycle_latents.mean()[2:], g.encode(t.images_ab, "b"), atol=1e-5)
    expected |= {
        "images_bab": g.decode(cycle[:2], "b"),
        "images_aba": g.decode(cycle[2:], "a"),
    }
    for name, images in expected.items():
        np.testing.assert_allclose(getattr(t, name), images, atol=1e-5, err_msg=name)


@pytest.mark.parametrize("preset", ["paper", "article", "nvidia2018"])
def test_joined_batches_and_the_shared_pass_change_no_gradient(preset):
    """The step's gradients equal those of one call a picture set and of a separate D step."""
    model = tiny_model(preset, size=(64, 64), filters=4)
    shake(model, 0.02)
    x_a, x_b = pictures(2, 64)
    g, d_a, d_b, w = model.generator, model.discriminator_a, model.discriminator_b, model.recipe
    gan_g, gan_d = losses.ADVERSARIAL[w.adversarial]
    noise = model.noise_seeds(2)
    shape = g.encode(x_a, "a").shape
    noise = [tf.split(model_noise(seed, shape), 2) for seed in noise]

    def naive_generator_loss():
        def encode(x, encoder):
            return g.shared_encoder(encoder(x))

        def decode(z, decoder):
            return decoder(g.shared_decoder(z))

        def square(mu):
            return tf.reduce_mean(mu**2)

        def l1(x, y):
            return tf.reduce_mean(tf.abs(x - y))

        mu_a, mu_b = encode(x_a, g.encoder_a), encode(x_b, g.encoder_b)
        z_a, z_b = mu_a + noise[0][0], mu_b + noise[0][1]
        ab, ba = decode(z_a, g.decoder_b), decode(z_b, g.decoder_a)
        mu_ba, mu_ab = encode(ba, g.encoder_a), encode(ab, g.encoder_b)
        aba = decode(mu_ab + noise[1][1], g.decoder_a)
        bab = decode(mu_ba + noise[1][0], g.decoder_b)
        loss = w.gan * (gan_g(d_a(ba)) + gan_g(d_b(ab)))
        loss += w.kl * (square(mu_a) + square(mu_b))
        loss += w.cycle_kl * (square(mu_ab) + square(mu_ba))
        loss += w.recon * (l1(decode(z_a, g.decoder_a), x_a) + l1(decode(z_b, g.decoder_b), x_b))
        return loss + w.cycle * (l1(aba, x_a) + l1(bab, x_b)), ab, ba

    with tf.GradientTape() as tape:
        loss, ab, ba = naive_generator_loss()
    expected = tape.gradient(loss, [v.value for v in g.trainable_variables])
    ab, ba = tf.constant(ab.numpy()), tf.constant(ba.numpy())
    with tf.GradientTape() as tape:
        loss = w.discriminator * (gan_d(d_a(x_a), d_a(ba)) + gan_d(d_b(x_b), d_b(ab)))
    expected += tape.gradient(loss, [v.value for v in model.discriminator_variables])

    with tf.GradientTape(persistent=True) as tape:
        generator_loss, discriminator_loss = model.weigh(model.loss_terms(x_a, x_b, True))
    gradients = tape.gradient(generator_loss, [v.value for v in g.trainable_variables])
    gradients += tape.gradient(discriminator_loss, [v.value for v in model.discriminator_variables])

    norm = np.sqrt(sum(np.sum(np.square(e)) for e in expected) / len(expected))
    variables = g.trainable_variables + model.discriminator_variables
    for variable, gradient, reference in zip(variables, gradients, expected, strict=True):
        difference = np.linalg.norm(gradient - reference)
        # A bias before an instance norm has no gradient but rounding: hence the norm of all.
        assert difference <= 1e-5 * max(np.linalg.norm(reference), norm), variable.path


def model_noise(seed, shape):
    """The noise that the joined posterior adds for a seed: that of a zero mean."""
    zero = tf.zeros((2 * shape[0], *shape[1:]))
    return losses.tfd.Independent(losses.tfd.Normal(zero, 1.0), 3).sample(seed=seed)


@pytest.mark.parametrize("frozen", ["generator", "discriminator"])
def test_one_optimizer_leaves_the_others_network_alone(frozen):
    model = tiny_model()
    model.compile(**{f"{frozen}_optimizer": keras.optimizers.Adam(0.0)}, run_eagerly=True)
    networks = {
        "generator": [model.generator],
        "discriminator": [model.discriminator_a, model.discriminator_b],
    }
    before = {name: sum(map(weights_of, nets), []) for name, nets in networks.items()}
    train(model)
    after = {name: sum(map(weights_of, nets), []) for name, nets in networks.items()}
    for name in networks:
        changed = [not np.array_equal(b, a) for b, a in zip(before[name], after[name], strict=True)]
        assert any(changed) == (name != frozen)


def test_shared_variables_are_stepped_once():
    model = tiny_model()
    model.compile(
        generator_optimizer=keras.optimizers.SGD(0.1),
        discriminator_optimizer=keras.optimizers.SGD(0.0),
        run_eagerly=True,
    )
    x_a, x_b = pictures()
    kernel = model.generator.shared_encoder.blocks[0].block_1.convolution.kernel
    with tf.GradientTape() as tape:
        loss, _ = model.weigh(model.loss_terms(x_a, x_b, training=True))
    gradient = tape.gradient(loss, kernel.value)
    before = kernel.numpy()
    train(model)
    np.testing.assert_allclose(kernel.numpy(), before - 0.1 * gradient, rtol=1e-4, atol=1e-6)


# Weights of zero make other models


@pytest.mark.parametrize(
    "weights",
    [
        dict(cycle=0, cycle_kl=0),  # VAE-GAN
        dict(cycle=0, cycle_kl=0, kl=0, recon=0),  # GAN
        dict(kl=0, cycle_kl=0, recon=0),  # CycleGAN
        dict(adversarial="hinge"),
        dict(adversarial="bce"),
    ],
)
def test_other_models_by_weights_alone(weights):
    model = tiny_model(**weights)
    before = weights_of(model.generator.decoder_a)
    logs = train(model, 2)
    terms = {name: values[0] for name, values in logs.items()}
    generator, _ = model.weigh(terms)
    np.testing.assert_allclose(generator, terms["generator"], rtol=1e-5)
    assert any(
        not np.array_equal(b, a)
        for b, a in zip(before, weights_of(model.generator.decoder_a), strict=True)
    )


def test_every_term_is_logged_and_evaluated():
    model = tiny_model()
    assert set(train(model)) == {"loss", "generator", "discriminator", *UNIT.TERMS}
    before = [v.numpy() for v in model.trainable_variables]
    logs = model.evaluate(pairs().take(2), verbose=0, return_dict=True)
    assert set(logs) == {"loss", "generator", "discriminator", *UNIT.TERMS}
    for old, new in zip(before, model.trainable_variables, strict=True):
        np.testing.assert_array_equal(old, new)


# Noise


def test_noise_depends_on_seed_and_step_alone():
    model = tiny_model()
    same, other = tiny_model(), tiny_model(seed=5)
    noise = model.noise_seeds(2).numpy()
    np.testing.assert_array_equal(noise, same.noise_seeds(2))
    assert not np.array_equal(noise, other.noise_seeds(2))
    assert not np.array_equal(noise[0], noise[1])
    train(model)
    assert not np.array_equal(noise, model.noise_seeds(2))


def test_translation_has_no_noise():
    model = tiny_model()
    images = random_images(1)
    np.testing.assert_array_equal(model.translate(images), model.translate(images))


# What is refused


def test_bad_arguments_get_a_sentence():
    with pytest.raises(ValueError, match="no field widht"):
        unit_tf.UNIT.from_preset("paper", (64, 64, 3), widht=3)
    with pytest.raises(ValueError, match="no preset"):
        unit_tf.UNIT.from_preset("papre", (64, 64, 3))
    with pytest.raises(ValueError, match="moving_average"):
        unit_tf.UNIT.from_preset("paper", (64, 64, 3), moving_average=1.0)
    with pytest.raises(ValueError, match="no field cyclle"):
        unit_tf.UNIT.from_preset("paper", (64, 64, 3), filters=2).compile(cyclle=3)


def test_grey_domains_train():
    model = unit_tf.UNIT.from_preset(
        "article", (16, 16, 1), filters=2, channels_b=3, discriminator_layers=2
    )
    model.compile(run_eagerly=True)
    data = tf.data.Dataset.from_tensors((random_images(1, channels=1), random_images(1))).repeat()
    model.fit(data, steps_per_epoch=1, verbose=0)
    assert model.translate(random_images(1, channels=1)).shape == (1, 16, 16, 3)


def test_a_compiled_step_is_an_eager_step():
    models = [tiny_model(), tiny_model()]
    models[1].set_weights(models[0].get_weights())
    before = [weight.numpy().ravel() for weight in models[0].trainable_variables]
    steps = []
    for model, eagerly in zip(models, (True, False), strict=True):
        # Adam would make a whole step of the rounding in a gradient that should be zero.
        model.compile(keras.optimizers.SGD(0.01), keras.optimizers.SGD(0.01), run_eagerly=eagerly)
        train(model, 1)
        after = [weight.numpy().ravel() for weight in model.trainable_variables]
        steps.append(np.concatenate(after) - np.concatenate(before))
    eager, compiled = steps
    assert np.linalg.norm(eager - compiled) < 1e-4 * np.linalg.norm(eager)
