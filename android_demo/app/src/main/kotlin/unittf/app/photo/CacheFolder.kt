package unittf.app.photo

import android.content.Context
import android.os.Process
import java.io.File
import java.util.concurrent.atomic.AtomicInteger

/**
 * A folder in the cache for the files of one desk.
 *
 * Its name begins with the process's number, so that what a process left when it was killed is
 * known, and deleted when the next one makes its first folder.
 */
class CacheFolder(context: Context) {
    private val folder: File
    private val files = AtomicInteger()

    init {
        val all = File(context.cacheDir, "photo")
        val own = "${Process.myPid()}-"
        all
            .listFiles()
            .orEmpty()
            .filterNot { it.name.startsWith(own) }
            .forEach { it.deleteRecursively() }
        folder = File(all, own + folders.incrementAndGet())
        folder.mkdirs()
    }

    /** A file of a name that was not used; it does not exist yet. */
    fun newFile() = File(folder, "${files.incrementAndGet()}")

    fun delete() {
        folder.deleteRecursively()
    }

    private companion object {
        val folders = AtomicInteger()
    }
}
