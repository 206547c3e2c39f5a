package unittf.app.camera

import android.os.Handler
import android.os.Looper
import android.os.SystemClock
import unittf.app.engine.Engine
import java.io.Closeable

/**
 * A camera with a model behind it, from its opening to its closing. Of the main thread.
 *
 * @param ready the model.
 * @param display tells by how many degrees the display is turned.
 */
class LiveCamera(
    private val source: FrameSource,
    engine: Engine,
    val ready: Engine.State.Ready,
    display: () -> Int,
    private val events: Events,
) : FrameSource.Listener,
    Closeable {
    /** Told on the main thread, until it is closed. */
    interface Events {
        fun onPictures(pair: PicturePair)

        fun onTrouble(trouble: Trouble)

        /** The camera that others used can be had again. */
        fun onFree()

        /** The model failed; nothing is translated any more. */
        fun onFailure(problem: Throwable)
    }

    private val main = Handler(Looper.getMainLooper())
    private val watch = Runnable { checkFrames() }
    private val contract = ready.model.contract
    private val translation: LiveTranslation = LiveTranslation(
        contract,
        { task -> engine.run(task) },
        display,
        ::tellPictures,
        { tell { end(Trouble.CONFIGURATION) } },
        { problem -> tell { fail(problem) } },
    )
    private var closed = false

    @Volatile
    private var lastFrame = 0L

    fun start(facing: Facing) {
        lastFrame = SystemClock.uptimeMillis()
        val side = maxOf(contract.width, contract.height)
        source.start(facing, maxOf(WIDTH, side), maxOf(HEIGHT, side), this)
        main.postDelayed(watch, PATIENCE)
    }

    override fun onFrame(frame: Frame) {
        lastFrame = SystemClock.uptimeMillis()
        translation.offer(frame)
    }

    override fun onTrouble(trouble: Trouble) = tell {
        main.removeCallbacks(watch)
        events.onTrouble(trouble)
    }

    override fun onFree() = tell(events::onFree)

    override fun close() {
        closed = true
        main.removeCallbacks(watch)
        source.stop()
        translation.close()
    }

    private fun checkFrames() {
        val left = lastFrame + PATIENCE - SystemClock.uptimeMillis()
        if (left > 0) {
            main.postDelayed(watch, left)
        } else {
            end(Trouble.SILENT)
        }
    }

    private fun end(trouble: Trouble) {
        main.removeCallbacks(watch)
        source.stop()
        events.onTrouble(trouble)
    }

    private fun fail(problem: Throwable) {
        main.removeCallbacks(watch)
        source.stop()
        events.onFailure(problem)
    }

    private fun tell(event: () -> Unit) {
        main.post { if (!closed) event() }
    }

    private fun tellPictures() = tell { translation.newest()?.let(events::onPictures) }

    private companion object {
        /** Least size of the frames: small ones are read faster. */
        const val WIDTH = 640
        const val HEIGHT = 480

        /** Milliseconds without a frame until that is told. */
        const val PATIENCE = 5_000L
    }
}
