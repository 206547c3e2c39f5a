package unittf.app.camera

import android.os.Handler
import android.os.HandlerThread

/**
 * The thread on which cameras are opened, read and closed.
 *
 * There is one for the whole app: when a screen is made anew, the closing of its old camera is
 * queued before the opening of the new one.
 */
object CameraThread {
    private var thread: HandlerThread? = null

    val handler: Handler
        @Synchronized get() {
            val running = thread?.takeIf { it.isAlive }
                ?: HandlerThread("camera").also {
                    it.start()
                    thread = it
                }
            return Handler(running.looper)
        }
}
