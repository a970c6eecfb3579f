/** Version of the program, as results carry it; a test holds it to `package.json`. */
export const ENGINE_VERSION = '0.1.0'
