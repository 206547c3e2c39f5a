package unittf.app.engine

import unittf.app.models.InstalledModel
import unittf.core.Owner
import unittf.core.Reason
import unittf.core.Refusal
import unittf.core.TileRunner
import java.io.Closeable
import java.util.concurrent.Future
import java.util.concurrent.atomic.AtomicInteger

/**
 * Holds the one model that is open, on the one thread that may touch it.
 *
 * It lives as long as the application, so that turning the phone closes nothing. Whatever is asked
 * of it is queued on that thread: another model is opened when what runs is done, and none is
 * closed while it runs.
 *
 * Where the process dies while a model runs on the GPU, or soon after, the next start stays with the
 * processor. While a screen is in front, that is noted once and not for each picture.
 *
 * [state], [use] and [choose] belong to the main thread; [run] may be called from any.
 */
class Engine(private val opener: ModelOpener) : Closeable {
    /** What the engine is at. */
    sealed class State {
        /** No model was asked for yet. */
        object None : State()

        /** A model is being opened and tried. */
        data class Loading(val model: InstalledModel) : State()

        /**
         * Pictures can be translated.
         *
         * @property accelerator what the model runs on.
         * @property chosen what the user asked for; null for the fastest.
         * @property note why it runs elsewhere than it could.
         * @property measured milliseconds of a picture, where they were measured.
         * @property hasGpu whether the runtime says that it can use the GPU.
         */
        data class Ready(
            val model: InstalledModel,
            val accelerator: Accelerator,
            val note: Note? = null,
            val chosen: Accelerator? = null,
            val measured: Map<Accelerator, Double> = emptyMap(),
            val hasGpu: Boolean = false,
        ) : State()

        /** The model cannot be used. */
        data class Failed(val model: InstalledModel, val refusal: Refusal) : State()
    }

    /** What the engine is at; listeners are told when it changes. */
    val state: State get() = watched.state

    private val watched = Watched<State>(State.None)
    private val owner = Owner("models")
    private val turns = AtomicInteger()

    @Volatile
    private var inFront = false

    // These two are of the owner's thread.
    private var opened: ModelOpener.Opened? = null
    private var refusal = Refusal(Reason.NO_MODEL)

    /** Tells of every change of [state], on the main thread, until it is removed. */
    fun addListener(listener: (State) -> Unit) = watched.addListener(listener)

    fun removeListener(listener: (State) -> Unit) = watched.removeListener(listener)

    /** Opens this model when what runs is done, and closes the one before. */
    fun use(model: InstalledModel) {
        val turn = turns.incrementAndGet()
        watched.tell(State.Loading(model))
        owner.run {
            // Where several were asked for meanwhile, only the last is worth opening.
            if (turn == turns.get()) {
                val reached = open(model)
                watched.post { if (turn == turns.get()) watched.tell(reached) }
            }
        }
    }

    /**
     * Runs the model at hand on this accelerator from now on.
     *
     * @param accelerator null measures all of them and takes the fastest.
     */
    fun choose(accelerator: Accelerator?) {
        val model = when (val now = state) {
            State.None -> return
            is State.Loading -> now.model
            is State.Ready -> now.model
            is State.Failed -> now.model
        }
        opener.choose(model, accelerator)
        use(model)
    }

    /**
     * Queues a task that uses the model, and only within the task.
     *
     * @return what the task gives; it fails with the [Refusal] where no model can be used.
     */
    fun <T> run(task: (TileRunner) -> T): Future<T> = owner.call {
        val now = opened ?: throw refusal
        try {
            if (now.accelerator == Accelerator.Gpu) onGpu(now, task) else task(now.runner)
        } catch (problem: Refusal) {
            if (now.accelerator == Accelerator.Gpu) leaveGpu(now)
            throw problem
        }
    }

    /** Queues a task on the models' thread that brings a model of its own. */
    fun <T> runApart(task: () -> T): Future<T> = owner.call(task)

    /** A screen is in front from now on. */
    fun resume() {
        inFront = true
    }

    /** No screen is in front: the system may end the app whenever it likes, which is no crash. */
    fun pause() {
        inFront = false
        owner.run(opener::releaseGpu)
    }

    /** Closes the model when what runs is done. */
    override fun close() = owner.close(::closeModel)

    private fun closeModel() {
        opened?.runner?.close()
        opened = null
        opener.releaseGpu()
    }

    private fun open(model: InstalledModel): State {
        closeModel()
        return try {
            val now = opener.open(model)
            opened = now
            State.Ready(
                model,
                now.accelerator,
                now.note,
                now.chosen,
                now.measured,
                now.hasGpu,
            )
        } catch (problem: Refusal) {
            refusal = problem
            State.Failed(model, problem)
        }
    }

    private fun <T> onGpu(now: ModelOpener.Opened, task: (TileRunner) -> T): T {
        opener.holdGpu(now.model)
        try {
            return task(now.runner)
        } finally {
            if (!inFront) opener.releaseGpu()
        }
    }

    /** A GPU that fails once may fail always: the model goes on with the processor. */
    private fun leaveGpu(now: ModelOpener.Opened) {
        opener.distrustGpu(now.model)
        watched.post { if ((state as? State.Ready)?.model == now.model) use(now.model) }
    }
}
