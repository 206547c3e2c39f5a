package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test

class StrictJsonTest {
    @Test
    fun `values keep their kinds`() {
        val text = """ {"a": [1, -20, 0, 1.0, 2e3, "1", true, false, null], "b": {}, "c": []} """
        val expected = mapOf(
            "a" to listOf(1L, -20L, 0L, 1.0, 2000.0, "1", true, false, null),
            "b" to emptyMap<String, Any>(),
            "c" to emptyList<Any>(),
        )
        assertEquals(expected, read(text))
    }

    @Test
    fun `integers beyond 64 bits are numbers all the same`() {
        assertEquals(Long.MAX_VALUE, read("9223372036854775807"))
        assertEquals(9.223372036854775808e18, read("9223372036854775808"))
    }

    @Test
    fun `strings are unescaped`() {
        assertEquals("\"\\/\b\u000C\n\r\t\u00e9 \u00fc", read(""" "\"\\\/\b\f\n\r\t\u00E9 ü" """))
    }

    @Test
    fun `what only lenient readers take is refused`() {
        val texts = listOf(
            "",
            " ",
            "{a: 1}",
            "{'a': 1}",
            "{\"a\" = 1}",
            "{\"a\": 1,}",
            "[1, 2,]",
            "[1; 2]",
            "[1 2]",
            "{\"a\": 1; \"b\": 2}",
            "{\"a\" 1}",
            "{\"a\"}",
            "{,}",
            "[,]",
            "{1: 2}",
            "{\"a\": 1",
            "[1",
            "\"a",
            "\"a\nb\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\u+123\"",
            "\"\\u12",
            "01",
            "+1",
            ".5",
            "1.",
            "1e",
            "0x10",
            "NaN",
            "Infinity",
            "-Infinity",
            "-",
            "True",
            "nul",
            "1 2",
            "{} {}",
            "{}x",
            "# {}",
            "// a\n1",
            "/* a */ 1",
            "yes",
            "\u00a01",
            "\uFEFF{}",
        )
        for (text in texts) assertThrows(text, NotJson::class.java) { read(text) }
    }

    @Test
    fun `bytes that are no UTF-8 are refused`() {
        for (bytes in listOf(byteArrayOf(34, -1, 34), byteArrayOf(34, -61, 34))) {
            assertThrows(NotJson::class.java) { StrictJson.read(bytes) }
        }
    }

    @Test
    fun `nesting has an end`() {
        assertEquals(listOf(listOf(1L)), read("[[1]]"))
        assertThrows(NotJson::class.java) { read("[".repeat(100_000)) }
        assertThrows(NotJson::class.java) { read("{\"a\":".repeat(100_000)) }
    }

    private fun read(text: String) = StrictJson.read(text.toByteArray())
}
