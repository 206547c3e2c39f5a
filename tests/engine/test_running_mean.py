import keras
from small import random_images, tiny_model


def test_means_are_saved_with_the_model(tmp_path):
    model = tiny_model()
    images = random_images(1, seed=1), random_images(1, seed=2)
    for _ in range(3):
        model.train_step(images)
    model.save(tmp_path / "model.keras")
    begun, loaded = tiny_model(), keras.saving.load_model(tmp_path / "model.keras")
    begun.load_weights(tmp_path / "model.keras")
    for other in (begun, loaded):
        for name, mean in model.trackers.items():
            assert float(other.trackers[name].count) == 3
            assert float(other.trackers[name].result()) == float(mean.result())
    begun.reset_metrics()
    assert float(begun.trackers["gan_a"].count) == 0
