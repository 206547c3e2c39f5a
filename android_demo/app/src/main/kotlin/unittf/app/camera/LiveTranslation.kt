package unittf.app.camera

import unittf.core.Contract
import unittf.core.FrameReader
import unittf.core.LatestOnly
import unittf.core.RgbImage
import unittf.core.Rotation
import unittf.core.TileRunner
import java.io.Closeable
import java.util.concurrent.CancellationException
import java.util.concurrent.ExecutionException
import java.util.concurrent.Future
import java.util.concurrent.RejectedExecutionException

/**
 * Translates the newest of the frames that come, as fast as the model does.
 *
 * Frames are read on a thread of its own and released at once; pictures go to the screen by an
 * [Exchange]. All memory is used again and again.
 *
 * @param contract of the model.
 * @param run runs a task on the model's own thread.
 * @param display tells by how many degrees the display is turned; asked for each frame, since no
 *   one tells of a turn by 180 degrees.
 * @param shown called on the own thread when [newest] has something new.
 * @param unreadable called on the own thread when a frame is not as the camera says.
 * @param failed called on the own thread when the model fails.
 */
class LiveTranslation(
    private val contract: Contract,
    private val run: ((TileRunner) -> Double) -> Future<Double>,
    private val display: () -> Int,
    private val shown: () -> Unit,
    private val unreadable: () -> Unit,
    private val failed: (Throwable) -> Unit,
) : Closeable {
    private val exchange = Exchange { PicturePair(contract.width, contract.height) }
    private val frame = RgbImage(contract.width, contract.height)
    private val translation = RgbImage(contract.width, contract.height)
    private val reader = FrameReader()
    private val lock = Any()
    private var running: Future<Double>? = null
    private var closed = false
    private val latest = LatestOnly(::translate, Frame::release)

    /** Takes the frame over. Never waits. */
    fun offer(frame: Frame) = latest.offer(frame)

    /** The pictures to be shown, if there are new ones; they stay as they are until the next call. */
    fun newest(): PicturePair? = if (exchange.take()) exchange.front else null

    /** Gives up what runs, without waiting for the model; frames that still come are released. */
    override fun close() {
        synchronized(lock) {
            closed = true
            running?.cancel(false)
        }
        latest.close()
    }

    private fun translate(next: Frame) {
        try {
            val mirrored = next.front
            if (!read(next)) return unreadable()
            val future = begin() ?: return
            val milliseconds = future.get()
            if (milliseconds.isNaN()) return
            val pair = exchange.back
            pair.paint(frame, translation)
            pair.mirrored = mirrored
            pair.milliseconds = milliseconds
            exchange.publish()
            shown()
        } catch (_: CancellationException) {
            // Closed meanwhile.
        } catch (_: RejectedExecutionException) {
            // The app is ending.
        } catch (exception: ExecutionException) {
            failed(exception.cause ?: exception)
        }
    }

    /** False for a frame that cannot be read: some phones give less than they say. */
    private fun read(next: Frame): Boolean = try {
        val turn = Rotation.ofFrame(next.sensorOrientation, next.front, display())
        reader.read(next.picture, turn, next.front, frame)
        true
    } catch (_: IllegalArgumentException) {
        false
    } finally {
        next.release()
    }

    private fun begin(): Future<Double>? = synchronized(lock) {
        if (closed) null else run(::measure).also { running = it }
    }

    /** Not a number where another model has taken the place of this one. */
    private fun measure(runner: TileRunner): Double {
        val now = runner.contract
        if (now.width != contract.width || now.height != contract.height) return Double.NaN
        val start = System.nanoTime()
        runner.run(frame, translation)
        return (System.nanoTime() - start) / 1e6
    }
}
