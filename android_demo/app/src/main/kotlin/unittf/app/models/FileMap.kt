package unittf.app.models

import android.content.res.AssetManager
import java.io.File
import java.io.FileInputStream
import java.io.FileNotFoundException
import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.nio.channels.FileChannel

/** Maps files into memory, so that the system may drop and reread them as it needs. */
internal object FileMap {
    fun of(file: File): ByteBuffer = FileInputStream(file).use { stream ->
        stream.channel
            .map(FileChannel.MapMode.READ_ONLY, 0, file.length())
            .order(ByteOrder.nativeOrder())
    }

    /** A file of the app; it is part of the APK, where it is stored as it is. */
    fun of(assets: AssetManager, path: String): ByteBuffer = try {
        assets.openFd(path).use { asset ->
            FileInputStream(asset.fileDescriptor).use { stream ->
                stream.channel
                    .map(FileChannel.MapMode.READ_ONLY, asset.startOffset, asset.declaredLength)
                    .order(ByteOrder.nativeOrder())
            }
        }
    } catch (_: FileNotFoundException) {
        // Compressed by a packager that did not know better: it can only be read.
        val bytes = assets.open(path).use { it.readBytes() }
        ByteBuffer.allocateDirect(bytes.size).order(ByteOrder.nativeOrder()).apply {
            put(bytes)
            rewind()
        }
    }
}
