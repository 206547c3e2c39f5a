package unittf.app.engine

import org.tensorflow.lite.TensorFlowLite
import org.tensorflow.lite.gpu.CompatibilityList
import unittf.core.Contract
import unittf.core.TileRunner
import java.nio.ByteBuffer

/** The runtime that is part of this app. */
class TfliteRunners : RunnerFactory {
    override val runtime: String by lazy {
        try {
            "TFLite " + TensorFlowLite.runtimeVersion()
        } catch (_: LinkageError) {
            // The library for this processor is not in the app; opening a model tells it.
            "TFLite"
        }
    }

    override val hasGpu: Boolean by lazy {
        try {
            CompatibilityList().use { it.isDelegateSupportedOnThisDevice }
        } catch (_: LinkageError) {
            false
        } catch (_: RuntimeException) {
            false
        }
    }

    override fun open(file: ByteBuffer, contract: Contract, accelerator: Accelerator): TileRunner =
        TfliteRunner(file, contract, accelerator, runtime)
}
