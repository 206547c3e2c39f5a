package unittf.app.engine

import unittf.core.Contract
import unittf.core.Reason
import unittf.core.Refusal
import unittf.core.RgbImage
import unittf.core.TileRunner
import unittf.core.ValueType
import java.nio.ByteBuffer
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicInteger

/**
 * A runtime that makes negatives, brighter ones by the range of floats, and is as strict as a native one: what is used on another thread,
 * or after it was closed, fails.
 */
class FakeRuntime : RunnerFactory {
    override val runtime = "TFLite 9.8.7"

    @Volatile
    override var hasGpu = false

    /** Refuse to be opened. */
    val refused: MutableSet<Accelerator> = HashSet()

    /** Refuse to run. */
    val failing: MutableSet<Accelerator> = ConcurrentHashMap
        .newKeySet()

    /** What the GPU adds to every byte. */
    @Volatile
    var gpuError = 0

    /** Called when a picture is translated, on the model's thread. */
    @Volatile
    var onRun: (Accelerator) -> Unit = {}

    /** How many milliseconds a picture takes. */
    val milliseconds = HashMap<Accelerator, Long>()

    /** What went wrong: use after closing, use on another thread. */
    val crimes = CopyOnWriteArrayList<String>()
    val opened = CopyOnWriteArrayList<Accelerator>()
    val open = AtomicInteger()

    override fun open(file: ByteBuffer, contract: Contract, accelerator: Accelerator): TileRunner {
        opened += accelerator
        if (accelerator in refused) throw refusal(contract, "no ${accelerator.key} here")
        open.incrementAndGet()
        return Runner(contract, accelerator)
    }

    private fun refusal(contract: Contract, words: String) =
        Refusal(Reason.RUNTIME, runtime, contract.runsSince ?: "?", words)

    private inner class Runner(
        override val contract: Contract,
        private val accelerator: Accelerator,
    ) : TileRunner {
        private val thread = Thread.currentThread()
        private var closed = false

        override fun run(tile: RgbImage, into: RgbImage) {
            check("run")
            onRun(accelerator)
            if (accelerator in failing) throw refusal(contract, "${accelerator.key} failed")
            milliseconds[accelerator]?.let(Thread::sleep)
            val error = (if (accelerator == Accelerator.Gpu) gpuError else 0) + brightness()
            for (index in tile.bytes.indices) {
                into.bytes[index] = (255 - tile.bytes[index] + error).toByte()
            }
            check("running")
        }

        private fun brightness() = contract.input.run {
            if (type == ValueType.FLOAT32) 30 * (low + high).toInt() else 0
        }

        override fun close() {
            check("close")
            closed = true
            open.decrementAndGet()
        }

        private fun check(what: String) {
            if (Thread.currentThread() != thread) crimes += "$what on ${Thread.currentThread()}"
            if (closed) crimes += "$what after close"
        }
    }
}
