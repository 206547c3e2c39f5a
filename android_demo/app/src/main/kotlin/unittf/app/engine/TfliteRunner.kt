package unittf.app.engine

import org.tensorflow.lite.Delegate
import org.tensorflow.lite.Interpreter
import org.tensorflow.lite.gpu.GpuDelegate
import org.tensorflow.lite.gpu.GpuDelegateFactory
import unittf.core.Contract
import unittf.core.Conversion
import unittf.core.Reason
import unittf.core.Refusal
import unittf.core.RgbImage
import unittf.core.TileRunner
import unittf.core.Values
import java.nio.ByteBuffer
import java.nio.ByteOrder

/**
 * A model in TensorFlow Lite's interpreter.
 *
 * The delegate of a GPU must be made, used and closed on one thread, so all calls come from the
 * thread that made this; another one is an [IllegalStateException].
 *
 * @param file the whole model; the interpreter reads its weights from there, so it is kept.
 * @param runtime what a refusal names.
 * @throws Refusal where the runtime does not take the model.
 */
class TfliteRunner(
    private val file: ByteBuffer,
    override val contract: Contract,
    accelerator: Accelerator,
    private val runtime: String,
) : TileRunner {
    private val owner = Thread.currentThread()
    private lateinit var input: ByteBuffer
    private lateinit var output: ByteBuffer
    private var delegate: Delegate? = null
    private var interpreter: Interpreter? = null

    init {
        try {
            refusing {
                input = bufferOf(contract.input)
                output = bufferOf(contract.output)
                interpreter = open(accelerator)
            }
        } catch (refusal: Refusal) {
            close()
            throw refusal
        }
    }

    override fun run(tile: RgbImage, into: RgbImage) {
        checkOwner()
        val interpreter = checkNotNull(interpreter) { "this model is closed" }
        Conversion.toModel(tile.bytes, contract.input, input)
        output.rewind()
        refusing { interpreter.run(input, output) }
        Conversion.fromModel(output, contract.output, into.bytes)
    }

    /** Closes the interpreter, then the delegate that it holds. */
    override fun close() {
        checkOwner()
        interpreter?.close()
        interpreter = null
        delegate?.close()
        delegate = null
    }

    private fun open(accelerator: Accelerator): Interpreter {
        val options = Interpreter.Options()
        when (accelerator) {
            is Accelerator.Cpu -> options.setNumThreads(accelerator.threads)
            Accelerator.Gpu -> {
                val gpu = GpuDelegateFactory.Options().setQuantizedModelsAllowed(true)
                options.addDelegate(GpuDelegate(gpu).also { delegate = it })
            }
        }
        return Interpreter(file, options)
    }

    private fun bufferOf(values: Values): ByteBuffer {
        val bytes = 3L * contract.height * contract.width * values.type.bytes
        require(bytes <= Int.MAX_VALUE) { "a picture would take $bytes bytes" }
        return ByteBuffer.allocateDirect(bytes.toInt()).order(ByteOrder.nativeOrder())
    }

    private fun checkOwner() = check(Thread.currentThread() === owner) {
        "opened on ${owner.name}, used on ${Thread.currentThread().name}"
    }

    /** The runtime tells what it does not like by exceptions of many kinds. */
    private inline fun refusing(work: () -> Unit) = try {
        work()
    } catch (problem: RuntimeException) {
        throw refusal(problem)
    } catch (problem: LinkageError) {
        throw refusal(problem)
    } catch (problem: OutOfMemoryError) {
        throw refusal(problem)
    }

    private fun refusal(problem: Throwable): Refusal {
        val text = problem.message ?: problem.javaClass.simpleName
        val line = text.lineSequence().map { it.trim() }.first { it.isNotEmpty() }
        return Refusal(
            Reason.RUNTIME,
            runtime,
            contract.runsSince ?: "?",
            line.take(LONGEST_REASON),
        )
    }

    private companion object {
        const val LONGEST_REASON = 160
    }
}
