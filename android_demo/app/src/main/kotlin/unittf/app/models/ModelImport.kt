package unittf.app.models

import android.graphics.Bitmap
import unittf.app.engine.Accelerator
import unittf.app.engine.Bench
import unittf.app.engine.SamplePicture
import unittf.app.engine.Watched
import unittf.core.ModelFile
import unittf.core.Owner
import unittf.core.Reason
import unittf.core.Refusal
import unittf.core.RgbImage
import java.io.Closeable
import java.io.IOException
import java.io.InputStream

/**
 * Adds models, one at a time, while screens come and go.
 *
 * A file is copied, read, and tried on the processor. A file of floats that does not tell their
 * range waits for the user, who is shown what each common range makes of a picture.
 *
 * All but the work itself belongs to the main thread.
 *
 * @param onAdded told of the model that is to be used now.
 */
class ModelImport(
    private val intake: ModelIntake,
    private val bench: Bench,
    private val onAdded: (InstalledModel) -> Unit,
) : Closeable {
    /** How far the file is. */
    sealed class State {
        /** Nothing to tell. */
        object Idle : State()

        /** It is copied and tried. */
        data class Working(val name: String) : State()

        /** The user is to say which of the pictures is right. */
        class Asking(val name: String, val choices: List<Choice>) : State()

        /** It can be used; [wasThere] tells that it was there before. */
        data class Added(val model: InstalledModel, val wasThere: Boolean) : State()

        /** It is not added: a [Refusal] or a [NotAdded]. */
        data class Refused(val name: String, val problem: Exception) : State()
    }

    /** The app's picture, translated as if floats had this range. */
    class Choice(val range: ClosedFloatingPointRange<Float>, val picture: Bitmap)

    val watched = Watched<State>(State.Idle)

    private val owner = Owner("new models")
    private var waiting: ModelIntake.Copy? = null

    @Volatile
    private var stopped = false

    /** Whether a file is on its way, so that another has to wait. */
    val isBusy: Boolean
        get() = watched.state.let { it is State.Working || it is State.Asking }

    /**
     * Adds a file.
     *
     * @param name what it is called where it comes from.
     * @param open gives its bytes; called on a thread of its own.
     * @return false where another file is still on its way.
     */
    fun add(name: String, open: () -> InputStream): Boolean {
        if (isBusy) return false
        stopped = false
        watched.tell(State.Working(name))
        owner.run {
            finish(name) {
                opened(open)
                    .use { stream -> intake.copy(stream, name) { !stopped } }
                    ?.let { copy -> take(copy, name) }
            }
        }
        return true
    }

    /** The user knows the range of the file that waits; null gives the file up. */
    fun answer(range: ClosedFloatingPointRange<Float>?) {
        val copy = waiting ?: return
        val name = (watched.state as State.Asking).name
        waiting = null
        if (range == null) {
            owner.run { copy.close() }
            watched.tell(State.Refused(name, Refusal(Reason.RANGE_UNKNOWN)))
        } else {
            watched.tell(State.Working(name))
            owner.run {
                finish(
                    name,
                ) { copy.use { State.Added(intake.install(it, range), false) } }
            }
        }
    }

    /** Stops copying. */
    fun stop() {
        stopped = true
    }

    /** The user has read what became of it. */
    fun seen() {
        if (!isBusy) watched.tell(State.Idle)
    }

    override fun close() {
        stop()
        owner.close()
    }

    /** Takes a whole copy in; a state that does not ask leaves no copy behind. */
    private fun take(copy: ModelIntake.Copy, name: String): State {
        var kept = false
        try {
            intake.same(copy)?.let { return State.Added(it, wasThere = true) }
            val contract = try {
                ModelFile.read(copy.map())
            } catch (problem: Refusal) {
                if (problem.reason != Reason.RANGE_UNKNOWN) throw problem
                null
            }
            if (contract == null) {
                val choices = FloatRange.COMMON.map { Choice(it, picture(copy, it)) }
                kept = true
                watched.post { waiting = copy }
                return State.Asking(name, choices)
            }
            translate(copy, null)
            return State.Added(intake.install(copy, null), wasThere = false)
        } finally {
            if (!kept) copy.close()
        }
    }

    private fun translate(
        copy: ModelIntake.Copy,
        range: ClosedFloatingPointRange<Float>?,
    ): RgbImage {
        val contract = ModelFile.read(copy.map(), range)
        val model = InstalledModel("new", contract, Origin.OWN, copy.bytes) { copy.map() }
        return bench.picture(model, Accelerator.Cpu(1))
    }

    private fun picture(copy: ModelIntake.Copy, range: ClosedFloatingPointRange<Float>): Bitmap {
        val whole = SamplePicture.bitmap(translate(copy, range))
        val scale = LARGEST_PICTURE / maxOf(whole.width, whole.height).toFloat()
        if (scale >= 1) return whole
        val width = (whole.width * scale).toInt().coerceAtLeast(1)
        val height = (whole.height * scale).toInt().coerceAtLeast(1)
        return Bitmap.createScaledBitmap(whole, width, height, true)
    }

    /** Tells what came of it; null where it was stopped. */
    private fun finish(name: String, work: () -> State?) {
        val reached = try {
            work() ?: State.Idle
        } catch (problem: Refusal) {
            State.Refused(name, problem)
        } catch (problem: NotAdded) {
            State.Refused(name, problem)
        } catch (problem: IOException) {
            State.Refused(name, NotAdded(NotAdded.Why.BROKEN, problem))
        }
        watched.post {
            if (reached is State.Added) onAdded(reached.model)
            watched.tell(reached)
        }
    }

    private fun opened(open: () -> InputStream): InputStream = try {
        open()
    } catch (problem: IOException) {
        throw NotAdded(NotAdded.Why.NOT_GIVEN, problem)
    } catch (problem: RuntimeException) {
        // Other apps' files: a right that has ended is a SecurityException, and there is more.
        throw NotAdded(NotAdded.Why.NOT_GIVEN, problem)
    }

    private companion object {
        const val LARGEST_PICTURE = 512
    }
}
