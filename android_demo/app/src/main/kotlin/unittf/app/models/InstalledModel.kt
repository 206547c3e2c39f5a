package unittf.app.models

import unittf.core.Contract
import java.nio.ByteBuffer

/**
 * A model that can be used.
 *
 * @property id tells models apart and stays the same between starts: `own/winter.tflite`.
 * @property contract what its file says.
 * @property origin where the file lies.
 * @property bytes of the file.
 * @property changed when the file was written, in milliseconds; 0 for files of the app itself.
 */
class InstalledModel(
    val id: String,
    val contract: Contract,
    val origin: Origin,
    val bytes: Long,
    val changed: Long = 0,
    private val open: () -> ByteBuffer,
) {
    /** The file's name without its ending. */
    val fileName: String get() = id.substringAfterLast('/').removeSuffix(".tflite")

    /** What it is called on the screen: `day → night`, or the file's name. */
    val name: String
        get() {
            val source = contract.source
            val target = contract.target
            return if (source == null || target == null) fileName else "$source → $target"
        }

    /** Tells whether this is still the very file that something was remembered of. */
    val key: String get() = "$id $bytes $changed"

    /** The whole file, mapped into memory. @throws java.io.IOException where it is gone. */
    fun file(): ByteBuffer = open()

    override fun equals(other: Any?) = other is InstalledModel && other.id == id

    override fun hashCode() = id.hashCode()
}

/** Where a model comes from. */
enum class Origin(val key: String) {
    /** Part of the app. */
    BUILT_IN("builtin"),

    /** Chosen by the user and copied into the app's own folder. */
    OWN("own"),

    /** Put by `adb push` into the folder that the app shows to a computer. */
    PUSHED("pushed"),
}
