"""Packaging of unit_tf, on_device and export."""

import runpy
from pathlib import Path

from setuptools import find_packages, setup

FILM = ["av>=18,<19"]
EXPORT = ["ai-edge-litert>=2.3,<3", "ai-edge-quantizer>=0.10,<0.11", "flatbuffers>=25,<26"]

setup(
    name="unit_tf",
    version=runpy.run_path(str(Path(__file__).with_name("unit_tf") / "version.py"))["VERSION"],
    description="Unsupervised image-to-image translation (UNIT) in TensorFlow and Keras",
    long_description=Path(__file__).with_name("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(include=["unit_tf", "unit_tf.*", "on_device", "export"]),
    package_data={"on_device": ["contract.schema.json"]},
    install_requires=[
        "absl-py>=2.1,<3",
        "importlib_resources>=6,<8",  # imported by tensorflow-datasets' cycle_gan
        "keras>=3.15,<4",
        "numpy>=1.26,<3",
        "pillow>=10.1,<14",
        "tensorboard>=2.20,<3",
        "tensorflow>=2.21,<2.22",
        "tensorflow-datasets>=4.9.10,<5",
        "tensorflow-probability[tf]>=0.25,<0.26",
        "tqdm>=4.66,<5",
    ],
    extras_require={
        "gpu": ["tensorflow[and-cuda]>=2.21,<2.22"],
        "benchmarks": ["psutil", "torch>=2.6,<3"],
        "export": EXPORT,
        "film": FILM,
        # Before 2.6 a file could run programs in spite of weights_only. Not among what the tests
        # need: on Linux it may bring gigabytes of CUDA along. Without it its tests are skipped.
        "pytorch": ["torch>=2.6,<3"],
        "test": [
            *EXPORT,
            *FILM,
            "coverage>=7.10",
            "jsonschema>=4.18,<5",
            "pytest>=8",
            "pytest-cov>=6",
            "pytest-xdist>=3.6",
            "ruff>=0.12",
        ],
    },
    classifiers=[
        "License :: OSI Approved :: Apache Software License",
        "Programming Language :: Python :: 3",
        "Topic :: Scientific/Engineering :: Image Processing",
    ],
)
