package unittf.core

import org.json.JSONArray
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test
import java.nio.ByteBuffer
import java.nio.ByteOrder

class ConversionTest {
    private val everyByte = ByteArray(256) { it.toByte() }

    @Test
    fun `bytes become the floats of the contract, to the last bit`() {
        for (case in Golden.cases("float.json")) {
            val into = floats(256)
            Conversion.toModel(everyByte, values(case.getJSONArray("range")), into)
            val expected = case.getJSONArray("values")
            for (index in 0 until 256) {
                assertEquals(number(expected.get(index)), into.getFloat(4 * index), 0f)
            }
        }
    }

    @Test
    fun `floats become bytes, rounded half up, whatever they are`() {
        for (case in Golden.cases("float.json")) {
            val given = case.getJSONArray("from_values")
            val from = floats(given.length())
            for (index in 0 until given.length()) from.putFloat(4 * index, number(given.get(index)))
            val rgb = ByteArray(given.length())
            Conversion.fromModel(from, values(case.getJSONArray("range")), rgb)
            val expected = Golden.integers(case.getJSONArray("to_bytes"))
            assertArrayEquals(expected, rgb.map { it.toInt() and 255 }.toIntArray())
        }
    }

    @Test
    fun `a range of -1 to 1 is not one of 0 to 1`() {
        val grey = byteArrayOf(0, 51, -1)
        assertArrayEquals(floatArrayOf(-1f, -0.6f, 1f), toFloats(grey, -1f, 1f), 1e-6f)
        assertArrayEquals(floatArrayOf(0f, 0.2f, 1f), toFloats(grey, 0f, 1f), 1e-6f)
        assertArrayEquals(floatArrayOf(0f, 51f, 255f), toFloats(grey, 0f, 255f), 1e-4f)
    }

    @Test
    fun `every byte comes back from every usual range`() {
        for ((low, high) in listOf(-1f to 1f, 0f to 1f, 0f to 255f, -0.5f to 0.25f)) {
            val values = Values("", ValueType.FLOAT32, low, high)
            val buffer = floats(256)
            Conversion.toModel(everyByte, values, buffer)
            val back = ByteArray(256)
            Conversion.fromModel(buffer, values, back)
            assertArrayEquals(everyByte, back)
        }
    }

    @Test
    fun `bytes stay bytes, again and again in one buffer`() {
        val values = Values("", ValueType.UINT8, 0f, 255f)
        val buffer = ByteBuffer.allocateDirect(256)
        val back = ByteArray(256)
        repeat(3) {
            Conversion.toModel(everyByte, values, buffer)
            assertEquals(0, buffer.position())
            buffer.position(256) // as a runtime leaves it
            Conversion.fromModel(buffer, values, back)
            assertArrayEquals(everyByte, back)
            assertEquals(0, buffer.position())
        }
    }

    @Test
    fun `a buffer of another size is refused`() {
        val values = Values("", ValueType.FLOAT32, 0f, 1f)
        for (bytes in listOf(3, 11, 16)) {
            val buffer = ByteBuffer.allocate(bytes)
            assertThrows(IllegalArgumentException::class.java) {
                Conversion.toModel(ByteArray(3), values, buffer)
            }
            assertThrows(IllegalArgumentException::class.java) {
                Conversion.fromModel(buffer, values, ByteArray(3))
            }
        }
    }

    private fun toFloats(rgb: ByteArray, low: Float, high: Float): FloatArray {
        val buffer = floats(rgb.size)
        Conversion.toModel(rgb, Values("", ValueType.FLOAT32, low, high), buffer)
        return FloatArray(rgb.size).also { buffer.asFloatBuffer().get(it) }
    }

    private fun floats(count: Int) =
        ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder())

    private fun values(range: JSONArray) = Values(
        "",
        ValueType.FLOAT32,
        range.getDouble(0).toFloat(),
        range.getDouble(1).toFloat(),
    )

    private fun number(value: Any): Float = when (value) {
        is Number -> value.toFloat()
        else -> value.toString().toFloat()
    }
}
