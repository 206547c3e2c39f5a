package unittf.app.engine

import unittf.core.Contract
import unittf.core.TileRunner
import java.nio.ByteBuffer

/** Opens models; what stands between the app and a runtime. */
interface RunnerFactory {
    /** The runtime and its version, as `TFLite 2.16.1`. */
    val runtime: String

    /** Whether the runtime says that it can use this phone's GPU. */
    val hasGpu: Boolean get() = false

    /**
     * Opens a model; what it gives is used and closed on the calling thread.
     *
     * @param file the whole file, direct.
     * @param contract what the file says of itself.
     * @throws unittf.core.Refusal for [unittf.core.Reason.RUNTIME] where the runtime refuses.
     */
    fun open(file: ByteBuffer, contract: Contract, accelerator: Accelerator): TileRunner
}
