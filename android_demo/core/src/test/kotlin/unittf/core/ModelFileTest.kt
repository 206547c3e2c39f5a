package unittf.core

import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import java.nio.ByteBuffer
import java.util.Random

class ModelFileTest {
    private val cases = Golden.cases("refusals.json")
    private val files = Golden.file("files.bin")

    @Test
    fun `files are refused for the reasons of the contract`() {
        val refused = cases.filter { !it.isNull("reason") }
        assertTrue(refused.size > 50)
        for (case in refused) {
            val name = case.getString("name")
            val refusal = assertThrows(name, Refusal::class.java) { read(case) }
            assertEquals(name, case.getString("reason"), refusal.reason.code)
            val details = refusal.details.joinToString(" ")
            val words = case.getJSONArray("says")
            for (index in 0 until words.length()) {
                assertTrue("$name: $details", words.getString(index) in details)
            }
        }
    }

    @Test
    fun `what is not refused is read`() {
        for (case in cases.filter { it.isNull("reason") }) {
            val name = case.getString("name")
            val expected = case.getJSONObject("read")
            val contract = read(case)
            assertEquals(name, text(expected, "source"), contract.source)
            assertEquals(name, text(expected, "target"), contract.target)
            assertEquals(name, text(expected, "direction"), contract.direction)
            assertEquals(name, expected.getInt("height"), contract.height)
            assertEquals(name, expected.getInt("width"), contract.width)
            assertValues(name, expected.getJSONObject("input"), contract.input)
            assertValues(name, expected.getJSONObject("output"), contract.output)
            assertEquals(name, text(expected, "quantization"), contract.quantization)
            val multiplyAdds = text(expected, "multiply_adds")?.toLong()
            assertEquals(name, multiplyAdds, contract.multiplyAdds)
            assertEquals(name, expected.getInt("overlap"), contract.overlap)
            assertEquals(name, text(expected, "runs_since"), contract.runsSince)
        }
    }

    @Test
    fun `the names of the ends are read`() {
        val contract = read(cases.first { it.getString("name") == "a contract of bytes" })
        assertEquals("image", contract.input.name)
        assertEquals("translated", contract.output.name)
    }

    @Test
    fun `a file is read from the buffer's position, which stays`() {
        val content = content(cases.first { it.isNull("reason") })
        val buffer = ByteBuffer.allocateDirect(content.size + 7)
        buffer.position(7)
        buffer.put(content)
        buffer.position(7)
        assertEquals(read(cases.first { it.isNull("reason") }), ModelFile.read(buffer))
        assertEquals(7, buffer.position())
    }

    @Test(timeout = 60_000)
    fun `a file cut off anywhere is read or refused`() {
        val content = content(cases.first { it.isNull("reason") })
        for (length in content.indices) readOrRefused(content.copyOf(length))
    }

    @Test(timeout = 60_000)
    fun `a file with wrong bytes anywhere is read or refused`() {
        val content = content(cases.first { it.isNull("reason") })
        val random = Random(3)
        for (place in content.indices) {
            for (value in listOf(0, 1, 127, 128, 255, random.nextInt(256))) {
                readOrRefused(content.clone().also { it[place] = value.toByte() })
            }
        }
        repeat(20_000) {
            val damaged = content.clone()
            repeat(1 + random.nextInt(8)) {
                damaged[random.nextInt(damaged.size)] = random.nextInt(256).toByte()
            }
            readOrRefused(damaged)
        }
    }

    @Test
    fun `a range that does not rise is not taken`() {
        val content = ByteBuffer.wrap(content(cases.first { it.isNull("reason") }))
        assertThrows(IllegalArgumentException::class.java) { ModelFile.read(content, 1f..1f) }
        assertThrows(IllegalArgumentException::class.java) { ModelFile.read(content, 1f..-1f) }
    }

    private fun readOrRefused(content: ByteArray) {
        try {
            ModelFile.read(ByteBuffer.wrap(content))
        } catch (_: Refusal) {
            // Any reason will do: no other exception may come out.
        }
    }

    private fun read(case: JSONObject): Contract {
        val span = case.optJSONArray("range")
        val range = span?.let { it.getDouble(0).toFloat()..it.getDouble(1).toFloat() }
        return ModelFile.read(ByteBuffer.wrap(content(case)), range)
    }

    private fun content(case: JSONObject): ByteArray {
        val (offset, length) = Golden.integers(case.getJSONArray("bytes")).toList()
        return files.copyOfRange(offset, offset + length)
    }

    private fun text(expected: JSONObject, key: String): String? =
        if (expected.isNull(key)) null else expected.getString(key)

    private fun assertValues(name: String, expected: JSONObject, values: Values) {
        assertEquals(name, expected.getString("type"), values.type.word)
        val range = expected.getJSONArray("range")
        assertEquals(name, range.getDouble(0).toFloat(), values.low, 0f)
        assertEquals(name, range.getDouble(1).toFloat(), values.high, 0f)
    }

    @Test
    fun `a name that nobody gave is empty`() {
        val bare = cases.first { it.getString("name") == "bytes without a contract" }
        assertEquals("", read(bare).input.name)
        assertNull(read(bare).source)
    }
}
