package unittf.app.engine

import java.nio.ByteBuffer
import java.nio.ByteOrder
import java.util.Base64

/**
 * A whole TFLite file of 344 bytes: float32, [1, 6, 8, 3], one operator, NEG, and no contract.
 *
 * What it makes of a picture tells the range that was taken: of -1 to 1 the negative, of 0 to 1
 * or 0 to 255 black.
 */
object SmallModel {
    private const val VERSION_AT = 336
    private const val FILE =
        "HAAAAFRGTDMAABIAGAAUABAADAAAAAgAAAAEABIAAAAUAAAAFAAAABwAAAAIAQAAAwAAAAAAAAABAAAA" +
            "BAAAAKj///8BAAAAEAAAAAwAFAAQAAwACAAEAAwAAAAQAAAAUAAAAFQAAABYAAAAAQAAABQAAAAAAA4A" +
            "FAAAABAADAALAAQADgAAABQAAAAAAAAqEAAAABQAAAAEAAQABAAAAAEAAAABAAAAAQAAAAAAAAABAAAA" +
            "AQAAAAEAAAAAAAAAAgAAAEQAAAAEAAAA0P///wgAAAAUAAAACgAAAHRyYW5zbGF0ZWQAAAQAAAABAAAA" +
            "BgAAAAgAAAADAAAADAAMAAgAAAAAAAQADAAAAAgAAAAQAAAABQAAAGltYWdlAAAABAAAAAEAAAAGAAAA" +
            "CAAAAAMAAAABAAAAEAAAAAwAEAAPAAAACAAEAAwAAAA7AAAAYwAAAAAAADs="

    /** @param version of the operator; 99 is newer than any runtime. */
    fun bytes(version: Int = 1): ByteArray = Base64.getDecoder().decode(FILE).also {
        it[VERSION_AT] = version.toByte()
    }

    fun buffer(version: Int = 1): ByteBuffer {
        val bytes = bytes(version)
        return ByteBuffer.allocateDirect(bytes.size).order(ByteOrder.nativeOrder()).apply {
            put(bytes)
            rewind()
        }
    }
}
