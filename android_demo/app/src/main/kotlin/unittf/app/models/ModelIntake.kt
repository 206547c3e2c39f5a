package unittf.app.models

import unittf.core.ModelFile
import java.io.Closeable
import java.io.File
import java.io.IOException
import java.io.InputStream
import java.io.RandomAccessFile
import java.nio.ByteBuffer
import java.security.MessageDigest

/**
 * Takes new models in: copied whole under another name, and renamed only when all is well, so that
 * what does not fit leaves nothing behind.
 *
 * @param own folder of the user's models.
 * @param waiting folder of copies that are not models yet; emptied at the start.
 * @param largest bytes that a model may have.
 * @param free bytes that can still be written to a folder.
 */
class ModelIntake(
    private val store: ModelStore,
    private val own: File,
    private val waiting: File,
    private val largest: Long = 512L shl 20,
    private val free: (File) -> Long = File::getUsableSpace,
) {
    init {
        waiting.deleteRecursively()
    }

    /** A copy that is not yet a model; closing it deletes it. */
    class Copy internal constructor(
        internal val file: File,
        internal val name: String,
        internal val digest: String,
    ) : Closeable {
        val bytes: Long get() = file.length()

        /** The whole file. */
        fun map(): ByteBuffer = FileMap.of(file)

        override fun close() {
            file.delete()
        }
    }

    /**
     * Copies a file.
     *
     * @param name what the file is called where it comes from.
     * @param goOn asked again and again; false stops.
     * @return null where it was stopped.
     * @throws NotAdded where it cannot be copied.
     */
    fun copy(stream: InputStream, name: String, goOn: () -> Boolean): Copy? {
        val file = newFile()
        try {
            val digest = MessageDigest.getInstance("SHA-256")
            RandomAccessFile(file, "rw").use { target ->
                val buffer = ByteArray(BLOCK)
                while (true) {
                    if (!goOn()) break
                    val count = read(stream, buffer)
                    if (count < 0) break
                    digest.update(buffer, 0, count)
                    write(target, buffer, count)
                }
                target.fd.sync()
            }
            if (goOn()) return Copy(file, safe(name), digest.digest().toHex())
            file.delete()
            return null
        } catch (problem: IOException) {
            file.delete()
            throw problem
        }
    }

    /** The model that has the very same bytes; null where there is none. */
    fun same(copy: Copy): InstalledModel? =
        store.list().find { it.bytes == copy.bytes && digest(it.file()) == copy.digest }

    /**
     * Makes a model of a copy.
     *
     * @param range of the floats, where the file does not tell it.
     * @throws unittf.core.Refusal where the file does not fit.
     */
    fun install(copy: Copy, range: ClosedFloatingPointRange<Float>?): InstalledModel {
        ModelFile.read(copy.map(), range)
        own.mkdirs()
        val target = freeName(copy.name)
        if (range != null) FloatRange.write(target, range)
        if (!copy.file.renameTo(target)) {
            FloatRange.fileOf(target).delete()
            throw NotAdded(NotAdded.Why.NO_SPACE)
        }
        return ModelStore.of(target, Origin.OWN, range)
    }

    private fun newFile(): File = try {
        waiting.mkdirs()
        File.createTempFile("model", ".part", waiting)
    } catch (problem: IOException) {
        throw NotAdded(NotAdded.Why.NO_SPACE, problem)
    }

    private fun read(stream: InputStream, buffer: ByteArray): Int = try {
        stream.read(buffer)
    } catch (problem: IOException) {
        throw NotAdded(NotAdded.Why.BROKEN, problem)
    } catch (problem: RuntimeException) {
        // Streams of other apps throw what they like.
        throw NotAdded(NotAdded.Why.BROKEN, problem)
    }

    private fun write(target: RandomAccessFile, buffer: ByteArray, count: Int) {
        if (target.filePointer + count > largest) throw NotAdded(NotAdded.Why.TOO_LARGE)
        if (free(waiting) < count + RESERVE) throw NotAdded(NotAdded.Why.NO_SPACE)
        try {
            target.write(buffer, 0, count)
        } catch (problem: IOException) {
            throw NotAdded(NotAdded.Why.NO_SPACE, problem)
        }
    }

    /** A name that no model has: `winter`, `winter 2`, … */
    private fun freeName(name: String): File = generateSequence(1) { it + 1 }
        .map { File(own, (if (it == 1) name else "$name $it") + ModelStore.ENDING) }
        .first { !it.exists() }

    private companion object {
        const val BLOCK = 1 shl 18

        /** Left for everything else on the phone. */
        const val RESERVE = 16L shl 20
        const val LONGEST_NAME = 80

        /** Without its ending, and without what file names cannot have everywhere. */
        fun safe(name: String): String {
            val plain = name
                .substringAfterLast('/')
                .removeSuffix(ModelStore.ENDING)
                .map { if (it.isLetterOrDigit() || it in " ._-()") it else '_' }
                .joinToString("")
                .trim(' ', '.')
                .take(LONGEST_NAME)
            return plain.ifEmpty { "model" }
        }

        fun digest(file: ByteBuffer): String = MessageDigest
            .getInstance("SHA-256")
            .apply { update(file) }
            .digest()
            .toHex()

        fun ByteArray.toHex() = joinToString("") { "%02x".format(it) }
    }
}
