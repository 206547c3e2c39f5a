package unittf.core

import org.json.JSONObject
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class BenchmarkJsonTest {
    private val cpu = Measured(
        file = "day_to_night",
        sha256 = "ab12",
        quantization = "int8",
        height = 256,
        width = 320,
        multiplyAdds = 3_423_600_640,
        accelerator = "cpu",
        threads = 2,
        runs = 50,
        warmUp = 5,
        medianMilliseconds = 41.23456,
        p90Milliseconds = 44.0,
    )

    @Test
    fun `measurements have the keys of the contract`() {
        val text = BenchmarkJson.write("Pixel \"8\"", "Android 15", "TFLite 2.16.1", listOf(cpu))
        val found = StrictJson.read(text.toByteArray()) as Map<*, *>
        assertEquals(setOf("measurements", "device", "system", "runtime", "rows"), found.keys)
        assertEquals(1L, found["measurements"])
        assertEquals("Pixel \"8\"", found["device"])
        assertEquals("Android 15", found["system"])
        assertEquals("TFLite 2.16.1", found["runtime"])
        val row = (found["rows"] as List<*>).single() as Map<*, *>
        val expected = mapOf(
            "file" to "day_to_night",
            "sha256" to "ab12",
            "quantization" to "int8",
            "height" to 256L,
            "width" to 320L,
            "multiply_adds" to 3_423_600_640L,
            "accelerator" to "cpu",
            "threads" to 2L,
            "runs" to 50L,
            "warm_up" to 5L,
        )
        assertEquals(expected, row - listOf("median_ms", "p90_ms"))
        assertEquals(41.235, (row["median_ms"] as Number).toDouble(), 1e-9)
        assertEquals(44.0, (row["p90_ms"] as Number).toDouble(), 1e-9)
    }

    @Test
    fun `what is not known is null`() {
        val gpu = Measured("f", "", null, 1, 1, null, "gpu", null, 1, 0, 1.0, 1.0)
        val row = JSONObject(BenchmarkJson.write("", "", "", listOf(gpu)))
            .getJSONArray("rows")
            .getJSONObject(0)
        for (key in listOf("quantization", "multiply_adds", "threads")) {
            assertTrue(key, row.has(key) && row.isNull(key))
        }
    }
}
