package unittf.app.camera

/**
 * Closes something as soon as it shall be closed and nobody is inside any more.
 *
 * A camera's frames lie in memory that its reader owns: it must stay until the last frame is
 * released, whatever thread reads it.
 *
 * @param closeNow called once, on the thread that goes last.
 */
class LastOneOut(private val closeNow: () -> Unit) {
    private var inside = 0
    private var closing = false

    /** False when it is too late to come in. */
    @Synchronized
    fun enter(): Boolean {
        if (!closing) inside++
        return !closing
    }

    /** Called once for each [enter] that was true. */
    fun leave() {
        val last = synchronized(this) {
            inside--
            closing && inside == 0
        }
        if (last) closeNow()
    }

    /** Lets nobody in any more. Does not wait. */
    fun close() {
        val last = synchronized(this) {
            val first = !closing
            closing = true
            first && inside == 0
        }
        if (last) closeNow()
    }
}
