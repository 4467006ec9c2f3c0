/** A style sheet is shipped as a file of its own; the import is its address beside the script. */
declare module "*.css" {
  const address: string;
  export default address;
}
